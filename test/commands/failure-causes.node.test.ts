import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PassedRequest, startApiProxy } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { endStream } from '../support/faults.ts';
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

beforeAll(async () => {
  const address = cluster.hostAddress;
  models = await serveModels(address);
  await writeFile(join(models.folder, 'page.gguf'), '<html><body>Please sign in</body></html>\n');
  const corrupt = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(1000, 7)]);
  await writeFile(join(models.folder, 'corrupt.gguf'), corrupt);
  await once(fickle.listen(0, address), 'listening');
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  fickle.close();
  fickle.closeAllConnections();
  await models?.close();
});

const image = ['--image', SERVER_IMAGE_NAME];

interface Row {
  readonly cause: string;
  readonly release: string;
  readonly flags: () => readonly string[];
  readonly facts: Readonly<Record<string, string>>;
  readonly words: RegExp;
}

const rows: readonly Row[] = [
  {
    cause: 'a source that refuses the cluster only',
    release: 'refused',
    flags: () => ['--source', `${urlOf(fickle.address())}/model.gguf`, ...image],
    facts: { cause: 'SourceNotFound', container: 'download' },
    words: /^Cannot bring up `refused`: container download of pod \S+: the download fails: .*404/,
  },
  {
    cause: 'a source that gives a web page',
    release: 'page',
    flags: () => ['--source', `${models.url}/page.gguf`, ...image],
    facts: { cause: 'SourceNotGguf', container: 'download' },
    words: /^Cannot bring up `page`: container download of .* not a GGUF file/,
  },
  {
    cause: 'a model that the engine cannot read',
    release: 'corrupt',
    flags: () => ['--source', `${models.url}/corrupt.gguf`, ...image],
    facts: { cause: 'ModelUnreadable', container: 'server' },
    words: /^Cannot bring up `corrupt`: container server of .* cannot read the model: .*GGUF/,
  },
];

// They wait for Kubernetes to try again, side by side.
test.concurrent.each(rows)('$cause ends the deploy with that cause', async (row) => {
  const { release, flags, facts, words } = row;
  // Every second watch ends before it has said anything; what it missed must be found all the same.
  const proxy = await startApiProxy(cluster, namespace);
  proxy.fail(isWatch, endStream, 8);
  const { exitCode, stderr, events } = await runCli(
    ['deploy', release, ...flags(), '-n', namespace, '-o', 'json', '--timeout', '2m'],
    { kubeconfig: proxy.kubeconfig },
  );
  expect(events.at(-1)).toMatchObject({
    type: 'error',
    error: {
      code: 'ROLLOUT_FAILED',
      exitCode: 5,
      message: expect.stringMatching(words),
      facts: {
        release,
        pod: expect.stringMatching(new RegExp(`^${release}-`)),
        remedy: expect.stringMatching(/\.$/),
        lastLines: expect.arrayContaining([expect.any(String)]),
        ...facts,
      },
      suggestions: expect.arrayContaining([
        expect.stringMatching(new RegExp(`^llmkube logs ${release} -n failure-causes --`)),
      ]),
    },
  });
  expect(exitCode).toBe(5);
  expect(stderr).toBe('');
  const said = events.filter(({ type }) => type === 'causeSeen');
  expect(said).toMatchObject([{ code: facts.cause, container: facts.container }]);
});

test('a second deploy of a release that is broken changes nothing and is no success', async () => {
  const { exitCode, stderr } = await runCli(['deploy', 'page', '-n', namespace], {
    kubeconfig: cluster.kubeconfig,
  });
  expect(stderr).toContain('Plan: no changes\n');
  expect(stderr).toMatch(/^Error: Cannot bring up `page`: .* not a GGUF file/m);
  expect(stderr).toMatch(/^Its last words:\n {2}.*llmkube-download: failed/m);
  expect(stderr).toMatch(/^Code: ROLLOUT_FAILED$/m);
  expect(exitCode).toBe(5);
});

function isWatch({ query }: PassedRequest): boolean {
  return query.get('watch') === '1';
}

function urlOf(bound: AddressInfo | string | null): string {
  if (bound === null || typeof bound === 'string') throw new Error('The server has no TCP address');
  return `http://${bound.address}:${bound.port}`;
}
