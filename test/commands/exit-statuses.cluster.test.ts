import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ErrorCode, errorCodes } from '../../src/errors/codes.ts';
import { type PassedRequest, startApiProxy, untilHeld } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { type CliRun, runCli, startCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';
import { untilSignalHandled } from '../support/until-signal-handled.ts';

const cluster = joinCluster();
const namespace = 'exit-statuses';
const full = 'exit-statuses-full';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
  await cluster.makeNamespace(full);
  await cluster.runKubectl([
    'create',
    'quota',
    'none',
    '--hard=persistentvolumeclaims=0',
    '-n',
    full,
  ]);
  for (const image of ['engine:1', 'engine:2']) {
    const run = await runCli([...deploy('there'), '--image', image, '--no-wait'], cluster);
    expect(run).toMatchObject({ exitCode: 0 });
  }
});

afterAll(() => models?.close());

const deploy = (name: string, where = namespace) => [
  ...['deploy', name, '--source', `${models.url}/tiny.gguf`, '-n', where],
];

interface Row {
  readonly code: ErrorCode | undefined;
  readonly words: () => readonly string[];
  readonly kubeconfig?: string;
}

const image = ['--image', 'engine:1'];
const rows: readonly Row[] = [
  { code: undefined, words: () => ['list', '-n', namespace] },
  { code: undefined, words: () => [...deploy('there'), '--image', 'engine:2', '--no-wait'] },
  { code: 'USAGE', words: () => ['list', '--frob'] },
  { code: 'CONFIRMATION_NEEDED', words: () => ['delete', 'there', '--data', '-n', namespace] },
  { code: 'NAME_TAKEN', words: () => [...deploy('There'), ...image] },
  { code: 'QUOTA_EXCEEDED', words: () => [...deploy('a', full), ...image] },
  { code: 'TIMED_OUT', words: () => ['wait', 'there', '--timeout=1s', '-n', namespace] },
  { code: 'RELEASE_SUPERSEDED', words: () => ['wait', 'there', '--revision=1', '-n', namespace] },
  { code: 'NAMESPACE_NOT_FOUND', words: () => [...deploy('a', 'nowhere'), ...image] },
  { code: 'NO_TARGET', words: () => ['list'], kubeconfig: '/nonexistent' },
  { code: 'RELEASE_NOT_FOUND', words: () => ['delete', 'unknown', '-n', namespace] },
];

const titled = rows.map((row) => ({ ...row, title: row.code ?? 'success' }));

test.each(titled)('$title has one status in both forms', async ({ code, words, kubeconfig }) => {
  const options = { kubeconfig: kubeconfig ?? cluster.kubeconfig };
  expectStatus(await runCli(words(), options), code);
  expectStatus(await runCli([...words(), '-o', 'json'], options), code, 'json');
});

const isPatch = ({ method, path }: PassedRequest) =>
  method === 'PATCH' && path.includes('/deployments/');

// The one that says that llmkube itself is wrong: the server cannot read what it was sent.
const unreadable = JSON.stringify({
  ...{ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 500 },
  message: 'failed to create typed patch object (a; apps/v1, Kind=Deployment): no such field',
});

test('INTERNAL has one status in both forms', async () => {
  for (const form of forms) {
    const proxy = await startApiProxy(cluster, namespace);
    proxy.fail(isPatch, async ({ outgoing }) => {
      outgoing.writeHead(500, { 'content-type': 'application/json' });
      outgoing.end(unreadable);
    });
    const run = await runCli([...deploy('bug'), ...image, ...form], proxy);
    expectStatus(run, 'INTERNAL', form.at(-1));
  }
});

const forms: readonly (readonly string[])[] = [[], ['-o', 'json']];
const signals = [
  { signal: 'SIGINT', code: 'INTERRUPTED' },
  { signal: 'SIGTERM', code: 'TERMINATED' },
  { signal: 'SIGHUP', code: 'TERMINATED' },
] as const;

test.each(signals)('$signal has one status in both forms', async ({ signal, code }) => {
  for (const form of forms) {
    const proxy = await startApiProxy(cluster, namespace);
    const held = proxy.hold(isPatch);
    const run = await startCli([...deploy('stopped'), ...image, ...form], proxy);
    await untilHeld(held, run);
    run.signal(signal);
    await untilSignalHandled('stopped');
    held.release();
    expectStatus(await run.done, code, form.at(-1));
  }
});

// 3 is for differences, which no command tells apart yet; 5 of a rollout is for a node to show.
test('no status of the table is left out', () => {
  const shown = [...rows.map(({ code }) => code), 'INTERNAL', ...signals.map(({ code }) => code)];
  const statuses = shown.map((code) =>
    code === undefined ? 0 : errorCodes[code as ErrorCode].exit,
  );
  const all = [0, ...Object.values(errorCodes).map(({ exit }) => exit)];
  expect([...new Set(statuses)].sort()).toEqual([...new Set(all)].sort());
});

function expectStatus(run: CliRun, code: ErrorCode | undefined, form?: string): void {
  expect(run.exitCode, run.stderr + run.stdout).toBe(
    code === undefined ? 0 : errorCodes[code].exit,
  );
  if (code === undefined) return;
  if (form === 'json') {
    const exitCode = errorCodes[code].exit;
    expect(run.events.at(-1)).toMatchObject({ type: 'error', error: { code, exitCode } });
  } else expect(run.stderr).toMatch(new RegExp(`^Code: ${code}$`, 'm'));
}
