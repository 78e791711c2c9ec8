import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PassedRequest, startApiProxy } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { readState } from '../support/read-state.ts';
import { runCli } from '../support/run-cli.ts';
import { runCliInTerminal, type TerminalRun } from '../support/run-cli-in-terminal.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';
import { showsCursor } from '../support/terminal-screen.ts';
import { untilSignalHandled } from '../support/until-signal-handled.ts';

const cluster = joinCluster();
const namespace = 'interrupted-terminal';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const deploy = (release: string) => [
  ...['deploy', release, '--source', `${models.url}/tiny.gguf`, '--image', 'engine:1'],
  ...['-n', namespace],
];
const removal = (release: string) => ['delete', release, '--data', '--yes', '-n', namespace];
const wait = (release: string) => ['wait', release, '-n', namespace];

const isLive = ({ query }: PassedRequest) => !query.has('dryRun');
const isWatch = ({ path, query }: PassedRequest) => path.endsWith('/pods') && query.has('watch');

interface Row {
  readonly stage: string;
  readonly words: (release: string) => readonly string[];
  readonly at: (request: PassedRequest) => boolean;
  readonly fact: string;
  /** What the record says after Ctrl-C. */
  readonly phase: string | undefined;
  /** Whether there is a release before. */
  readonly onRelease?: boolean;
}

const rows: readonly Row[] = [
  {
    stage: 'before the lock',
    words: deploy,
    at: ({ method, path }) => method === 'GET' && path.includes('/persistentvolumeclaims/'),
    fact: 'interrupted, nothing was changed',
    phase: undefined,
  },
  {
    stage: 'between the writes',
    words: deploy,
    at: (request) =>
      request.method === 'PATCH' && request.path.includes('/services/') && isLive(request),
    fact: 'interrupted, 2 of 3 changes were made',
    phase: 'interrupted',
  },
  {
    stage: 'while deploy waits',
    words: deploy,
    at: isWatch,
    fact: 'interrupted, it is still deploying in the cluster',
    phase: 'deployed',
  },
  {
    stage: 'in wait',
    words: wait,
    at: isWatch,
    fact: 'interrupted, it is still deploying in the cluster',
    phase: 'deployed',
    onRelease: true,
  },
  {
    stage: 'in delete',
    words: removal,
    at: ({ method, path }) => method === 'DELETE' && path.includes('/services/'),
    fact: 'interrupted, 2 objects were removed',
    phase: 'deleting',
    onRelease: true,
  },
];

const cases = rows.map((row, index) => ({ ...row, release: `typed-${index}` }));

/** A watch is given up at once, which ends the program; a write that is held keeps it. */
const endOf = ({ at }: Row) => ({ mayHaveEnded: at === isWatch });

async function prepare({ onRelease, release }: Row & { readonly release: string }) {
  if (onRelease !== true) return;
  expect(await runCli([...deploy(release), '--no-wait'], cluster)).toMatchObject({ exitCode: 0 });
}

test.each(cases)('Ctrl-C $stage ends with 130, the cursor and what was done', async (row) => {
  await prepare(row);
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(row.at);
  let taken: Promise<void> | undefined;
  const { exitCode, screen, modes } = await runCliInTerminal(row.words(row.release), {
    kubeconfig: proxy.kubeconfig,
    type: { at: held.arrived, keys: '\x03' },
    onScreen: (text) => {
      if (!text.includes('^C')) return;
      taken ??= untilSignalHandled(row.release, endOf(row)).then(held.release);
    },
  });
  await taken;
  const lines = stripVTControlCharacters(screen);
  expect(lines).toContain(row.fact);
  expect(lines).toMatch(/^Code: INTERRUPTED\r?$/m);
  expect(lines).not.toMatch(/\n\s+at /);
  expect({ exitCode, isShown: showsCursor(screen) }).toEqual({ exitCode: 130, isShown: true });
  expect(modes.after).toBe(modes.before);
  const state = await readState(cluster, namespace, row.release);
  expect(state?.phase).toBe(row.phase);
  expect(state?.pending).toBeUndefined();
  await expectNextRunFinishes(row);
});

async function expectNextRunFinishes(row: Row & { readonly release: string }): Promise<void> {
  const isRemoval = row.words === removal;
  const words = isRemoval ? removal(row.release) : [...deploy(row.release), '--no-wait'];
  expect(await runCli(words, cluster)).toMatchObject({ exitCode: 0 });
  const state = await readState(cluster, namespace, row.release);
  expect(state?.phase).toBe(isRemoval ? undefined : 'deployed');
}

test('a second Ctrl-C ends it at once, with the cursor', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold(({ method, path }) => method === 'PATCH' && path.includes('/services/'));
  let press = () => {};
  let ended: TerminalRun | undefined;
  const running = runCliInTerminal(deploy('twice'), {
    kubeconfig: proxy.kubeconfig,
    onScreen: (_text, type) => {
      press = () => type('\x03');
    },
  }).then((run) => {
    ended = run;
  });
  await held.arrived;
  // Nothing answers: by the first alone it would go on for seconds.
  await pollUntil({ what: 'the end', seconds: 2 }, () => {
    press();
    return ended;
  });
  await running;
  held.release();
  expect(ended?.exitCode).toBe(130);
  expect(showsCursor(ended?.screen ?? '')).toBe(true);
});

test.each(cases)(
  'a terminal that is closed $stage leaves what the next run finishes',
  async (row) => {
    const closed = { ...row, release: row.release.replace('typed', 'closed') };
    await prepare(closed);
    const proxy = await startApiProxy(cluster, namespace);
    const held = proxy.hold(row.at);
    const words = row.words(closed.release);
    const options = { kubeconfig: proxy.kubeconfig, closeAt: held.arrived };
    await runCliInTerminal(words, options);
    await untilSignalHandled(closed.release, endOf(row));
    held.release();
    await pollUntil({ what: 'the program to end', seconds: 20 }, async () => {
      const state = await readState(cluster, namespace, closed.release);
      return state?.pending === undefined && state?.phase === row.phase;
    });
    await expectNextRunFinishes(closed);
  },
);
