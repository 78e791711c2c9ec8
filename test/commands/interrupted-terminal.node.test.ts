import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PassedRequest, startApiProxy } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { runCli } from '../support/run-cli.ts';
import { runCliInTerminal, type TerminalRun } from '../support/run-cli-in-terminal.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';
import { showsCursor, standingLines } from '../support/terminal-screen.ts';

const cluster = joinCluster();
const namespace = 'typed-interruption';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
  await succeed(deploy());
});

afterAll(() => models?.close());

const deploy = () => [
  ...['deploy', 'mine', '--source', `${models.url}/tiny.gguf`, '--image', SERVER_IMAGE_NAME],
];

async function succeed(words: readonly string[]): Promise<void> {
  const run = await runCli([...words, '-n', namespace], cluster);
  expect(run).toMatchObject({ exitCode: 0 });
}

function expectAsBefore({ exitCode, screen, modes }: TerminalRun): void {
  expect({ exitCode, isShown: showsCursor(screen) }).toEqual({ exitCode: 130, isShown: true });
  expect(modes.before).toMatch(/\bicanon\b.*\becho\b/s);
  expect(modes.after).toBe(modes.before);
}

const isQuestion = ({ method, path }: PassedRequest) =>
  method === 'POST' && path.includes('/proxy');
const isWatch = ({ path, query }: PassedRequest) => path.endsWith('/pods') && query.has('watch');

const unproven = [
  '✔ Wait until ready: 1 pod ready',
  '✖ Ask for a token',
  'Error: Cannot prove release `mine`: interrupted, it is deployed and ready',
  'Code: INTERRUPTED',
  'Try this:',
  '  the same command again',
];
const unsettled = [
  'Error: Cannot wait for `mine`: interrupted, it is still deploying in the cluster',
  'Code: INTERRUPTED',
  'Try this:',
  `  llmkube wait mine -n ${namespace}`,
  `  llmkube status mine -n ${namespace}`,
  `  kubectl -n ${namespace} describe deployment/mine`,
];
const unstarted = ['✖ Wait until ready', '◼ Ask for a token'];
const oneClaim =
  'Warning: 2 pods mount one claim, so all must run on one node; `--cache none` or ' +
  '`--cache claim:NAME` with a claim for several nodes avoids that';

const rows = [
  { title: 'deploy proves', words: deploy, at: isQuestion, standing: ['↓ Apply', ...unproven] },
  { title: 'wait proves', words: () => ['wait', 'mine'], at: isQuestion, standing: unproven },
  {
    title: 'chat waits for its answer',
    words: () => ['chat', 'mine', '--once', 'Hi'],
    at: isQuestion,
    standing: [
      '^CError: Cannot chat with `mine`: interrupted, the model had not answered',
      'Code: INTERRUPTED',
    ],
  },
  {
    title: 'restart waits',
    words: () => ['restart', 'mine'],
    at: isWatch,
    standing: ['✔ Apply: new pods', ...unstarted, ...unsettled],
  },
  {
    title: 'scale waits',
    words: () => ['scale', 'mine', '2'],
    at: isWatch,
    standing: ['✔ Apply: revision 1', ...unstarted, oneClaim, ...unsettled],
  },
];

test.each(rows)(
  'Ctrl-C while $title leaves the terminal whole, and the same command goes on',
  async ({ words, at, standing }) => {
    const proxy = await startApiProxy(cluster, namespace);
    const held = proxy.hold(at);
    const run = await runCliInTerminal([...words(), '-n', namespace], {
      kubeconfig: proxy.kubeconfig,
      type: { at: held.arrived, keys: '\x03' },
    });
    held.release();
    expectAsBefore(run);
    // The whole list as it ended, the words and the start of a line for the prompt.
    expect(standingLines(run.screen)).toEqual([...standing, '']);
    await succeed(words());
  },
);

test('Ctrl-C ends a log that is followed without a word and without half a line', async () => {
  const { kubeconfig } = cluster;
  const type = { at: /listening on/, keys: '\x03' };
  const run = await runCliInTerminal(['logs', 'mine', '-f', '-n', namespace], { kubeconfig, type });
  expectAsBefore(run);
  expect(run.screen).not.toMatch(/Error:|Code:/);
  // The terminal shows the key wherever the log is just then.
  expect(run.screen.split('^C')).toHaveLength(2);
  expect(run.screen.replace('^C', '')).toMatch(/^(?:[^\r\n]+\r\n)+$/);
  await succeed(['logs', 'mine']);
});
