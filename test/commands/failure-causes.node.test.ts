import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { type Registry, startRegistry } from '../support/cluster/registry.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'failure-causes';
// Offers every file and gives none: what a client sees is not what the cluster gets.
const fickle = createServer(({ method }, response) => {
  response.writeHead(method === 'HEAD' ? 200 : 404).end();
});
let models: ServedModels;
let registry: Registry;

beforeAll(async () => {
  const address = cluster.hostAddress;
  models = await serveModels(address);
  await writeFile(join(models.folder, 'page.gguf'), '<html><body>Please sign in</body></html>\n');
  registry = await startRegistry({ address });
  await cluster.mirrorRegistry('absent.test', registry.url);
  await once(fickle.listen(0, address), 'listening');
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  fickle.close();
  fickle.closeAllConnections();
  await registry?.close();
  await models?.close();
});

// Kubernetes tries a download and a pull again with growing pauses, so these wait side by side.
test.concurrent.each([
  {
    cause: 'an image that no registry has',
    release: 'image',
    flags: () => [...tiny(), '--image', 'absent.test/team/engine:1'],
    facts: { cause: 'ImagePull', container: 'download' },
    words:
      /^Cannot bring up `image`: container download of image-\S+: \w+: .*absent\.test\/team\/engine:1.*: not found$/,
  },
  {
    cause: 'a source that refuses the cluster only',
    release: 'refused',
    flags: () => ['--source', `${urlOf(fickle.address())}/model.gguf`, ...image],
    facts: { cause: 'Crash', container: 'download' },
    words:
      /^Cannot bring up `refused`: container download of .* exit code 1: llmkube-download: failed: SourceNotFound: the source has no such file: 404$/,
  },
  {
    cause: 'a source that gives a web page',
    release: 'page',
    flags: () => ['--source', `${models.url}/page.gguf`, ...image],
    facts: { cause: 'Crash', container: 'download' },
    words: /^Cannot bring up `page`: container download of .* something that is not a GGUF file$/,
  },
])('$cause ends the deploy with that cause', async ({ release, flags, facts, words }) => {
  const { exitCode, stderr, events } = await runCli(
    ['deploy', release, ...flags(), '-n', namespace, '-o', 'json'],
    { kubeconfig: cluster.kubeconfig },
  );
  expect(exitCode).toBe(5);
  expect(stderr).toBe('');
  const pod = expect.stringMatching(new RegExp(`^${release}-`));
  const suggestion = expect.stringMatching(/^kubectl -n failure-causes logs \S+ -c download$/);
  expect(events.at(-1)).toEqual({
    type: 'error',
    error: {
      code: 'ROLLOUT_FAILED',
      exitCode: 5,
      message: expect.stringMatching(words),
      facts: { release, pod, ...facts },
      suggestions: expect.arrayContaining([suggestion]),
    },
  });
});

test('a second deploy of a release that is broken changes nothing and is no success', async () => {
  const { exitCode, stderr } = await runCli(['deploy', 'page', '-n', namespace], {
    kubeconfig: cluster.kubeconfig,
  });
  expect(stderr).toContain('Plan: no changes\n');
  expect(stderr).toMatch(
    /^Error: Cannot bring up `page`: .* not a GGUF file\nCode: ROLLOUT_FAILED$/m,
  );
  expect(exitCode).toBe(5);
});

const image = ['--image', SERVER_IMAGE_NAME];

function tiny(): string[] {
  return ['--source', `${models.url}/tiny.gguf`];
}

function urlOf(bound: AddressInfo | string | null): string {
  if (bound === null || typeof bound === 'string') throw new Error('The server has no TCP address');
  return `http://${bound.address}:${bound.port}`;
}
