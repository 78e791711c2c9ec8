import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { publishedSchema, schemaProblems } from '../support/published-schema.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'status-and-wait';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await writeFile(join(models.folder, 'page.gguf'), '<html><body>Please sign in</body></html>\n');
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const llmkube = (args: readonly string[]) =>
  runCli([...args, '-n', namespace, '-o', 'json'], { kubeconfig: cluster.kubeconfig });

async function start(release: string, file: string): Promise<void> {
  const model = ['--source', `${models.url}/${file}`, '--image', SERVER_IMAGE_NAME];
  expect(await llmkube(['deploy', release, ...model, '--no-wait'])).toMatchObject({ exitCode: 0 });
}

async function statusOf(release: string) {
  const { exitCode, events } = await llmkube(['status', release]);
  expect(exitCode).toBe(0);
  expect(schemaProblems(publishedSchema('status-result.json'), events[0])).toBe('');
  return events[0] ?? {};
}

test('who attaches to a rollout sees it end with a token, and then it is Ready', async () => {
  await start('whole', 'tiny.gguf');
  const { exitCode, stderr, events } = await llmkube(['wait', 'whole', '--revision', '1']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(schemaProblems(publishedSchema('wait-result.json'), events.at(-1))).toBe('');
  expect(events.at(-1)).toMatchObject({
    type: 'result',
    release: 'whole',
    revision: 1,
    phase: 'Ready',
    proof: { state: 'proven', tokens: 1 },
    endpoint: { model: 'whole' },
  });
  const status = await statusOf('whole');
  expect(status).toMatchObject({ phase: 'Ready', ready: 1, wanted: 1, unseen: [] });
  expect(status).not.toHaveProperty('cause');
  expect(status).not.toHaveProperty('drift');
  expect(status.pods).toEqual([
    {
      pod: expect.stringMatching(/^whole-/),
      phase: 'Ready',
      reason: '',
      restarts: 0,
      since: expect.stringMatching(/Z$/),
      node: expect.stringMatching(/./),
    },
  ]);
  expect(status.claims).toEqual([{ claim: 'whole-cache', phase: 'Bound', size: '1Gi' }]);
});

test('a release that was stopped has no pods, waits for nothing and is Stopped', async () => {
  await start('stopped', 'tiny.gguf');
  await cluster.runKubectl(['-n', namespace, 'scale', 'deployment/stopped', '--replicas=0']);
  await pollUntil({ what: 'the pods to go', seconds: 60 }, async () => {
    const { phase, pods } = await statusOf('stopped');
    return phase === 'Stopped' && (pods as object[]).length === 0;
  });
  const { exitCode, events } = await llmkube(['wait', 'stopped']);
  expect(exitCode).toBe(0);
  expect(events.at(-1)).toMatchObject({ proof: { why: 'it is scaled to no pods' } });
});

test('a release whose pod crashes says why, and who waits for it hears the same', async () => {
  await start('broken', 'page.gguf');
  const status = await pollUntil({ what: 'the crash', seconds: 60 }, async () => {
    const found = await statusOf('broken');
    return found.phase === 'Degraded' && found;
  });
  expect(status.cause).toMatchObject({
    pod: expect.stringMatching(/^broken-/),
    message: expect.stringContaining('not a GGUF file'),
  });
  expect(status.conditions).toContainEqual(
    expect.objectContaining({ type: 'Ready', status: 'False' }),
  );
  const { exitCode, events } = await llmkube(['wait', 'broken', '--max-restarts', '0']);
  expect(exitCode).toBe(5);
  const words = expect.stringContaining('not a GGUF file');
  expect(events.at(-1)).toMatchObject({ error: { code: 'ROLLOUT_FAILED', message: words } });
});
