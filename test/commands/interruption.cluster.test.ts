import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PassedRequest, startApiProxy, untilHeld } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { listIdentities } from '../support/namespace-objects.ts';
import { readState } from '../support/read-state.ts';
import { type CliRun, runCli, startCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';
import { untilSignalHandled } from '../support/until-signal-handled.ts';

const cluster = joinCluster();
const namespace = 'interruption';
const image = 'engine:1';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const deployWords = (release: string) => [
  ...['deploy', release, '--source', `${models.url}/tiny.gguf`, '--image', image],
  ...['-n', namespace],
];

const isApply =
  (plural: string) =>
  ({ method, path, query }: PassedRequest) =>
    method === 'PATCH' && path.includes(`/${plural}/`) && !query.has('dryRun');

async function expectDeployed(release: string): Promise<void> {
  const run = await runCli([...deployWords(release), '--no-wait', '-o', 'json'], cluster);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.events.filter(({ type }) => type === 'lockAwaited')).toEqual([]);
  expect(await readState(cluster, namespace, release)).toMatchObject({
    phase: 'deployed',
    revision: 1,
    pending: undefined,
    revisions: ['rev-000001'],
  });
}

test('Ctrl-C before the first write changes nothing', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(({ path }) => path.endsWith('/persistentvolumeclaims/early-cache'));
  const run = await startCli(deployWords('early'), proxy);
  await untilHeld(held, run);
  run.signal('SIGINT');
  await untilSignalHandled('early');
  held.release();
  expectInterrupted(await run.done, {
    exitCode: 130,
    sentence: 'Cannot deploy `early`: interrupted, nothing was changed',
  });
  const rows = await listIdentities(cluster, namespace);
  expect(rows.filter((row) => row.includes('early'))).toEqual([]);
});

test('Ctrl-C while the source is asked says nothing about the source', async () => {
  models.script('/slow.gguf', { delayMs: 60_000 });
  const source = `${models.url}/slow.gguf`;
  const words = ['deploy', 'asking', '--source', source, '--image', image, '-n', namespace];
  const run = await startCli(words, cluster);
  await pollUntil({ what: 'the source to be asked', seconds: 20 }, () =>
    models.requests.some(({ path }) => path === '/slow.gguf'),
  );
  run.signal('SIGINT');
  const ended = await run.done;
  const sentence = 'Cannot deploy `asking`: interrupted, nothing was changed';
  expectInterrupted(ended, { exitCode: 130, sentence });
  expect(ended.stderr).not.toContain('Warning');
});

test('Ctrl-C between the writes says how far it came, and the same command finishes', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(isApply('services'));
  const run = await startCli(deployWords('half'), proxy);
  await untilHeld(held, run);
  run.signal('SIGINT');
  await untilSignalHandled('half');
  held.release();
  const ended = await run.done;
  expectInterrupted(ended, {
    exitCode: 130,
    sentence: 'Cannot deploy `half`: interrupted, 2 of 3 changes were made',
  });
  expect(ended.stderr).toMatch(/\nTry this:\n {2}the same command again\n$/);
  expect(await readState(cluster, namespace, 'half')).toMatchObject({
    phase: 'interrupted',
    revision: 0,
    pending: undefined,
  });
  await expectDeployed('half');
});

const isRequest = (method: string, what: RegExp) => (request: PassedRequest) =>
  request.method === method && what.test(request.path) && !request.query.has('dryRun');

/** Moments from which on the API server answers no more, and what is told then. */
const silences = [
  {
    moment: 'while a deploy is planned',
    words: deployWords,
    at: isRequest('GET', /\/persistentvolumeclaims\//),
    sentence: 'no object was changed before it',
    changed: { written: [], removed: [] },
  },
  {
    moment: 'between the writes',
    words: deployWords,
    at: isApply('services'),
    sentence: 'before it 1 object was written',
    changed: { written: [expect.stringMatching(/^PersistentVolumeClaim /)], removed: [] },
  },
  {
    moment: 'after a delete has removed all',
    words: (release: string) => ['delete', release, '--data', '--yes', '-n', namespace],
    at: isRequest('DELETE', /\/configmaps\//),
    sentence: 'before it 3 objects were removed',
    changed: { written: [], removed: [expect.anything(), expect.anything(), expect.anything()] },
  },
] as const;

test.each(silences.map((row, index) => ({ ...row, release: `silent-${index}` })))(
  'Ctrl-C ends soon when the cluster is silent $moment, and says how far it came',
  async ({ release, words, at, sentence, changed }) => {
    const isRemoval = words !== deployWords;
    if (isRemoval) await expectDeployed(release);
    const proxy = await startApiProxy(cluster, namespace);
    const held = proxy.hold(at);
    const run = await startCli([...words(release), '-o', 'json'], proxy);
    await untilHeld(held, run);
    run.signal('SIGINT');
    const ended = await run.done;
    held.release();
    expect(ended).toMatchObject({ exitCode: 130, stderr: '' });
    expect(ended.events.at(-1)).toMatchObject({
      error: {
        code: 'INTERRUPTED',
        message: `Cannot finish: interrupted, a request had no answer in time; ${sentence}`,
        facts: changed,
      },
    });
    if (isRemoval) expect(await runCli(words(release), cluster)).toMatchObject({ exitCode: 0 });
    else await expectDeployed(release);
  },
);

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const)(
  '%s while waiting leaves the release deploying and says so',
  async (signal, exitCode) => {
    const release = `waiting-${signal.toLowerCase()}`;
    const proxy = await startApiProxy(cluster, namespace);
    const run = await startCli(deployWords(release), proxy);
    await pollUntil({ what: 'the pods to be watched', seconds: 20 }, () =>
      proxy.requests.some(({ path, query }) => path.endsWith('/pods') && query.has('watch')),
    );
    run.signal(signal);
    expectInterrupted(await run.done, {
      exitCode,
      sentence: `Cannot wait for \`${release}\`: interrupted, it is still deploying in the cluster`,
    });
    const state = await readState(cluster, namespace, release);
    expect(state).toMatchObject({ phase: 'deployed', revision: 1, pending: undefined });
  },
);

test.each([
  { title: 'impatient Ctrl-C', signal: 'SIGINT', exitCode: 130 },
  { title: 'a kill', signal: 'SIGKILL', exitCode: 137 },
] as const)(
  '$title in the middle of the writes leaves what the next run finishes at once',
  async ({ signal, exitCode }) => {
    const release = `ended-${signal.toLowerCase()}`;
    const proxy = await startApiProxy(cluster, namespace);
    const held = proxy.hold(isApply('deployments'));
    const run = await startCli(deployWords(release), proxy);
    await untilHeld(held, run);
    let ended: CliRun | undefined;
    void run.done.then((result) => {
      ended = result;
    });
    // The first waits for the request under way, the second does not.
    await pollUntil({ what: `the end by ${signal}`, seconds: 10 }, () => {
      run.signal(signal);
      return ended;
    });
    expect(ended?.exitCode).toBe(exitCode);
    held.release();
    expect(await readState(cluster, namespace, release)).toMatchObject({
      phase: 'deploying',
      revision: 0,
      pending: { process: run.process, kind: 'deploy' },
    });
    await expectDeployed(release);
  },
);

test('Ctrl-C during a delete says what is left, and the same command finishes', async () => {
  await expectDeployed('leaving');
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(({ method, path }) => method === 'DELETE' && /\/services\//.test(path));
  const words = ['delete', 'leaving', '--data', '--yes', '-n', namespace];
  const run = await startCli(words, proxy);
  await untilHeld(held, run);
  run.signal('SIGINT');
  await untilSignalHandled('leaving');
  held.release();
  expectInterrupted(await run.done, {
    exitCode: 130,
    sentence: 'Cannot delete `leaving`: interrupted, 2 objects were removed',
  });
  const state = await readState(cluster, namespace, 'leaving');
  expect(state).toMatchObject({ phase: 'deleting', pending: undefined });
  expect(await runCli(words, cluster)).toMatchObject({ exitCode: 0 });
  const rows = await listIdentities(cluster, namespace);
  expect(rows.filter((row) => row.includes('leaving'))).toEqual([]);
});

interface Ending {
  readonly exitCode: number;
  readonly sentence: string;
}

function expectInterrupted({ exitCode, stdout, stderr }: CliRun, ending: Ending): void {
  const code = ending.exitCode === 130 ? 'INTERRUPTED' : 'TERMINATED';
  expect(stderr).toContain(`Error: ${ending.sentence}\nCode: ${code}\n`);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: ending.exitCode });
}
