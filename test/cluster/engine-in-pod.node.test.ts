import type { V1PodList } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { handWrittenManifests } from '../support/cluster/hand-written-manifests.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { serveTinyModel } from '../support/cluster/serve-tiny-model.ts';
import { buildServerImage } from '../support/images/build-server-image.ts';
import { openTarget } from './open-target.ts';

const cluster = joinCluster();
const namespace = 'client-engine';

test('a real engine is asked through the service proxy and its log is read', async () => {
  const { name: image } = await buildServerImage();
  const kubeconfig = await cluster.makeUser({ name: 'editor', namespace, role: 'edit' });
  const target = await openTarget(kubeconfig);
  const files = await serveTinyModel(cluster.hostAddress);
  const url = `${files.url}/tiny.gguf`;
  const objects = handWrittenManifests({ name: 'tiny', namespace, image, url });
  await cluster.runKubectl(['apply', '--filename=-'], JSON.stringify(objects));
  const question = { prompt: 'hi', max_tokens: 1 };
  const path = '/v1/completions';
  const body = await pollUntil({ what: 'a token', seconds: 60 }, async () => {
    const answer = await target.ask({ release: 'tiny', method: 'POST', path, body: question });
    return answer.kind === 'answered' && answer.status === 200 && answer.body;
  });
  expect(JSON.parse(body)).toMatchObject({ usage: { completion_tokens: 1 } });
  const wrong = await target.ask({ release: 'tiny', method: 'GET', path: '/nothing-here' });
  expect(wrong).toMatchObject({ kind: 'answered', status: 404 });
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const [pod] = (await cluster.api.ask<V1PodList>('GET', pods)).items;
  const container = pod?.spec?.containers[0]?.name ?? '';
  const request = { pod: pod?.metadata?.name ?? '', container, tailLines: 3 };
  expect((await target.logs(request)).trim().split('\n')).toHaveLength(3);
  expect(await target.logs({ ...request, previous: true })).toBe('');
});
