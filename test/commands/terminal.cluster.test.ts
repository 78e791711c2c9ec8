import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { readState } from '../support/read-state.ts';
import { runCli } from '../support/run-cli.ts';
import { runCliInTerminal, type TerminalRun } from '../support/run-cli-in-terminal.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';
import { showsCursor } from '../support/terminal-screen.ts';

const cluster = joinCluster();
const namespace = 'terminal';
const { kubeconfig } = cluster ?? {};
const escapeCharacter = '\u001b';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const words = (release: string) => [
  ...['deploy', release, '--source', `${models.url}/tiny.gguf`, '--image', 'engine:1'],
  ...['-n', namespace],
];

const linesOf = ({ screen }: TerminalRun) =>
  stripVTControlCharacters(screen)
    .split(/\r?\n/)
    .map((line) => line.trimEnd());

test('a terminal gets a list of stages, and then the result', async () => {
  const args = [...words('seen'), '--no-wait'];
  const run = await runCliInTerminal(args, { kubeconfig });
  expect(run.exitCode).toBe(0);
  expect(run.screen).toContain(escapeCharacter);
  const lines = linesOf(run);
  expect(lines).toContain('✔ Plan: 3 to create');
  expect(lines).toContain('✔ Apply: revision 1');
  expect(lines).toContain(`seen is applied in namespace ${namespace} (revision 1)`);
  expect(showsCursor(run.screen)).toBe(true);
});

test.each([40, 20])('a terminal of %d columns shows the same stages', async (columns) => {
  const args = [...words(`narrow-${columns}`), '--no-wait'];
  const run = await runCliInTerminal(args, { kubeconfig, columns });
  expect(run.exitCode).toBe(0);
  expect(run.screen).not.toMatch(/\n\s+at /);
  expect(linesOf(run).join(' ').replaceAll(/ +/g, ' ')).toContain('✔ Apply: revision 1 ');
});

test.each([
  ['a pipe', {}],
  ['CI', { CI: 'true' }],
])('%s gets plain lines without one escape sequence', async (place, env) => {
  const args = [...words(place === 'CI' ? 'in-ci' : 'in-pipe'), '--no-wait'];
  const options = { kubeconfig, env };
  const run = place === 'CI' ? await runCliInTerminal(args, options) : await runCli(args, options);
  const text = 'screen' in run ? run.screen : run.stderr + run.stdout;
  expect(run.exitCode).toBe(0);
  expect(text).not.toContain(escapeCharacter);
  expect(text).toMatch(/^Plan: 3 to create\r?$/m);
  expect(text).toMatch(/^Deployment terminal\/\S+ created\r?$/m);
});

test('Ctrl-C typed while waiting ends the list in order and says what goes on', async () => {
  const type = { at: /pod typed-\S+: /, keys: '\x03' };
  const run = await runCliInTerminal(words('typed'), { kubeconfig, type });
  expect(run.exitCode).toBe(130);
  const sentence = 'Cannot wait for `typed`: interrupted, it is still deploying in the cluster';
  expect(linesOf(run)).toContain(`Error: ${sentence}`);
  expect(showsCursor(run.screen)).toBe(true);
  expect(await readState(cluster, namespace, 'typed')).toMatchObject({ phase: 'deployed' });
});

test.each([
  { name: 'no', keys: 'n\r', exitCode: 2, phase: 'deployed', code: 'CONFIRMATION_NEEDED' },
  { name: 'nothing', keys: '\r', exitCode: 2, phase: 'deployed', code: 'CONFIRMATION_NEEDED' },
  { name: 'ctrl-d', keys: '\x04', exitCode: 2, phase: 'deployed', code: 'CONFIRMATION_NEEDED' },
  { name: 'ctrl-c', keys: '\x03', exitCode: 130, phase: 'deployed', code: 'INTERRUPTED' },
  { name: 'yes', keys: 'y\r', exitCode: 0, phase: undefined, code: undefined },
])('`delete --data` asks on a terminal, and $name is an answer', async (row) => {
  const release = `asked-${row.name}`;
  expect(await runCli([...words(release), '--no-wait'], cluster)).toMatchObject({ exitCode: 0 });
  const args = ['delete', release, '--data', '-n', namespace];
  const type = { at: /\[y\/N\] /, keys: row.keys };
  const run = await runCliInTerminal(args, { kubeconfig, type });
  expect(run.screen).toContain(`Remove the weights of ${release}? They are lost then. [y/N] `);
  expect(/^Code: (\S+)/m.exec(run.screen)?.[1]).toBe(row.code);
  expect(run.screen).not.toMatch(/\n\s+at /);
  expect(run.modes.after).toBe(run.modes.before);
  expect(run.exitCode).toBe(row.exitCode);
  expect((await readState(cluster, namespace, release))?.phase).toBe(row.phase);
});

test.each([
  ['y\r', 0, 'engine:2'],
  ['n\r', 2, 'engine:1'],
  ['\x03', 130, 'engine:1'],
])('running pods are replaced only after a yes: %j ends with %d', async (keys, status, image) => {
  const release = `asked-${status}`;
  await runCli([...words(release), '--no-wait'], cluster);
  const args = ['deploy', release, '--image', 'engine:2', '-n', namespace, '--no-wait'];
  const type = { at: /Go on\? \[y\/N\]/, keys };
  const run = await runCliInTerminal(args, { kubeconfig, type });
  expect(run.exitCode).toBe(status);
  expect(stripVTControlCharacters(run.screen)).toContain(
    `This replaces the running pods of ${release}`,
  );
  const path = `-o=jsonpath={.spec.template.spec.containers[0].image}`;
  const live = await cluster.runKubectl(['get', 'deployment', release, '-n', namespace, path]);
  expect(live).toBe(image);
  const yes = await runCliInTerminal([...args, '--yes'], { kubeconfig });
  expect(yes.exitCode).toBe(0);
});
