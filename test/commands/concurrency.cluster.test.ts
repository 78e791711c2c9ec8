import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PassedRequest, startApiProxy, untilHeld } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { readImage, readState } from '../support/read-state.ts';
import { type CliOptions, type CliRun, runCli, startCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';
import { isWrite } from '../support/traffic.ts';

const cluster = joinCluster();
const namespace = 'concurrency';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const words = (release: string, image: string) => [
  ...['deploy', release, '--source', `${models.url}/tiny.gguf`, '--image', image],
  ...['-n', namespace, '--no-wait', '-o', 'json'],
];

const deploy = (release: string, image: string, options: CliOptions = cluster) =>
  runCli(words(release, image), options);

function expectRevision(run: CliRun, revision: number): void {
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.events.at(-1)).toMatchObject({ type: 'result', revision });
}

async function expectConsistent(release: string, image: string, revision: number): Promise<void> {
  const state = await readState(cluster, namespace, release);
  expect(state).toMatchObject({ phase: 'deployed', revision, image, pending: undefined });
  expect(await readImage(cluster, namespace, release)).toBe(image);
}

const isRecordWrite = (request: PassedRequest) =>
  isWrite(request) && /\/configmaps(\/|$)/.test(request.path);

test('who comes second to the first record plans again on top of the winner', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(isRecordWrite);
  const slow = await startCli(words('created', 'engine:slow'), proxy);
  await untilHeld(held, slow);
  expectRevision(await deploy('created', 'engine:quick'), 1);
  held.release();
  expectRevision(await slow.done, 2);
  await expectConsistent('created', 'engine:slow', 2);
});

test('objects that another deploy makes between two reads are not taken for foreign', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(({ path }) => path.endsWith('/deployments/between'));
  const slow = await startCli(words('between', 'engine:slow'), proxy);
  await untilHeld(held, slow);
  expectRevision(await deploy('between', 'engine:quick'), 1);
  held.release();
  expectRevision(await slow.done, 2);
  await expectConsistent('between', 'engine:slow', 2);
});

test('who comes second to a change plans again on top of the winner', async () => {
  expectRevision(await deploy('changed', 'engine:first'), 1);
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(isRecordWrite);
  const slow = await startCli(words('changed', 'engine:slow'), proxy);
  await untilHeld(held, slow);
  expectRevision(await deploy('changed', 'engine:quick'), 2);
  held.release();
  expectRevision(await slow.done, 3);
  await expectConsistent('changed', 'engine:slow', 3);
});

test('a deploy waits while another one writes, and says for whom', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(({ method, path, query }) => {
    return method === 'PATCH' && path.includes('/deployments/') && !query.has('dryRun');
  });
  const holder = await startCli(words('locked', 'engine:holder'), proxy);
  await untilHeld(held, holder);
  const waiting = await startApiProxy(cluster, namespace);
  const patient = await startCli(words('locked', 'engine:patient'), waiting);
  await pollUntil({ what: 'the record to be read again and again', seconds: 20 }, () => {
    const isRecord = ({ path }: PassedRequest) => path.endsWith('/configmaps/llmkube.locked');
    return waiting.requests.filter(isRecord).length >= 3;
  });
  expect(waiting.requests.filter(isWrite)).toEqual([]);
  held.release();
  expectRevision(await holder.done, 1);
  const ended = await patient.done;
  expectRevision(ended, 2);
  const announced = ended.events.filter(({ type }) => type === 'lockAwaited');
  const name = expect.stringMatching(new RegExp(`^\\S+@\\S+ \\(process ${holder.process}\\)$`));
  expect(announced).toEqual([{ type: 'lockAwaited', holder: name }]);
  await expectConsistent('locked', 'engine:patient', 2);
});

test('who lost the lock on the way neither overwrites the record nor calls it done', async () => {
  expectRevision(await deploy('taken', 'engine:first'), 1);
  const proxy = await startApiProxy(cluster, namespace);
  // The first write of the record takes the lock, the second is the commit.
  let recordWrites = 0;
  const held = proxy.hold((request) => isRecordWrite(request) && ++recordWrites === 2);
  const slow = await startCli(words('taken', 'engine:slow'), proxy);
  await untilHeld(held, slow);
  // Somebody else writes the record, as one does who takes the holder for dead.
  const label = ['label', 'configmap/llmkube.taken', 'llmkube.test/touched=yes'];
  await cluster.runKubectl(['-n', namespace, ...label]);
  held.release();
  const { exitCode, events } = await slow.done;
  expect(events.at(-1)).toMatchObject({ error: { code: 'RELEASE_SUPERSEDED', exitCode: 7 } });
  expect(exitCode).toBe(7);
  expect(await readState(cluster, namespace, 'taken')).toMatchObject({ revision: 1 });
  expectRevision(await deploy('taken', 'engine:slow'), 2);
  await expectConsistent('taken', 'engine:slow', 2);
});

test.each([1, 2])(
  'deploys at the same moment end done or superseded, never half, %i',
  async (round) => {
    const release = `raced-${round}`;
    const images = ['engine:a', 'engine:b', 'engine:c'];
    const runs = await Promise.all(images.map((image) => deploy(release, image)));
    for (const { exitCode, stderr } of runs) {
      expect([0, 7]).toContain(exitCode);
      expect(stderr).toBe('');
    }
    const revisions = runs.flatMap(({ events }) => events.at(-1)?.revision ?? []);
    expect(revisions.toSorted()).toEqual(revisions.map((_, index) => index + 1));
    const image = (await readImage(cluster, namespace, release)) ?? '';
    await expectConsistent(release, image, revisions.length);
  },
);

test('deploys of different releases in one namespace do not wait for each other', async () => {
  const names = ['apart-a', 'apart-b', 'apart-c'];
  const runs = await Promise.all(names.map((name) => deploy(name, 'engine:1')));
  for (const run of runs) {
    expectRevision(run, 1);
    expect(run.events.filter(({ type }) => type === 'lockAwaited')).toEqual([]);
  }
});
