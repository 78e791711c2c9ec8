import { expect, test } from 'vitest';
import { buildServerImage } from '../images/build-server-image.ts';
import { handWrittenManifests } from './hand-written-manifests.ts';
import { joinCluster } from './join-cluster.ts';
import { pollUntil } from './poll-until.ts';
import { serveTinyModel } from './serve-tiny-model.ts';

const cluster = joinCluster();
const namespace = 'hand-written';

test('a hand-written Deployment fetches a model from here and serves a token', async () => {
  const { name: image } = await buildServerImage();
  await cluster.makeNamespace(namespace);
  const files = await serveTinyModel(cluster.hostAddress);
  const url = `${files.url}/tiny.gguf`;
  const objects = handWrittenManifests({ name: 'tiny', namespace, image, url });
  await cluster.runKubectl(['apply', '--filename=-'], JSON.stringify(objects));
  const proxy = `/api/v1/namespaces/${namespace}/services/tiny:http/proxy`;
  const answer = await pollUntil({ what: 'a token', seconds: 60 }, async () => {
    const question = { prompt: 'hi', max_tokens: 1 };
    const { status, body } = await cluster.api.request('POST', `${proxy}/v1/completions`, question);
    return status === 200 && body;
  });
  expect(answer).toMatchObject({ usage: { completion_tokens: 1 } });
  expect(files.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /tiny.gguf']);
});
