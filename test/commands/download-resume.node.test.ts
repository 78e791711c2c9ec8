import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { startCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'resumed';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const kubectl = (...args: string[]) => cluster.runKubectl([...args, '-n', namespace]);

test('a download shows how far it is, and goes on in the next pod when its own is killed', async () => {
  const bytes = (await stat(join(models.folder, 'tiny.gguf'))).size;
  // The client asks for its size and for its header, and then the pod.
  models.script('/tiny.gguf', { stallAfterBytes: 300_000, times: 3 });
  const source = ['--source', `${models.url}/tiny.gguf`, '--image', SERVER_IMAGE_NAME];
  const args = ['deploy', 'tiny', ...source, '-n', namespace, '-o', 'json'];
  const cli = await startCli(args, { kubeconfig: cluster.kubeconfig });
  await pollUntil({ what: 'progress', seconds: 60 }, () => cli.said().includes('downloadProgress'));
  await kubectl('delete', 'pods', '--all', '--grace-period=0', '--force');
  const run = await cli.done;
  expect(run).toMatchObject({ exitCode: 0 });
  const progress = run.events.filter(({ type }) => type === 'downloadProgress');
  expect(progress[0]).toMatchObject({ pod: expect.stringMatching(/^tiny-/), total: bytes });
  const [first, second] = models.downloads();
  expect(first).toMatchObject({ method: 'GET', status: 200 });
  expect(second).toMatchObject({ method: 'GET', status: 206 });
  const kept = Number(/^bytes=(\d+)-$/.exec(second?.headers.range ?? '')?.[1]);
  expect(kept).toBeGreaterThan(200_000);
  expect(second?.bytes).toBe(bytes - kept);
});

test('a sha256 that the file does not have ends the command with that, and keeps no file', async () => {
  const source = ['--source', `${models.url}/other.gguf`, '--image', SERVER_IMAGE_NAME];
  const wrong = ['--sha256', 'a'.repeat(64), '--max-restarts', '0'];
  const args = ['deploy', 'wrong', ...source, ...wrong, '-n', namespace, '-o', 'json'];
  const run = await (await startCli(args, { kubeconfig: cluster.kubeconfig })).done;
  expect(run.exitCode).toBe(5);
  expect(run.stdout).toContain('the file does not have the expected sha256: it is ');
});
