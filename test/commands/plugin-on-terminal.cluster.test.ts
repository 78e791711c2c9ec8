import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { runCli } from '../support/run-cli.ts';
import { runCliInTerminal } from '../support/run-cli-in-terminal.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'plugin-on-terminal';
let models: ServedModels;
let folder: string;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  folder = await mkdtemp(join(tmpdir(), 'llmkube-test-'));
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  await models?.close();
  await rm(folder, { recursive: true });
});

const deployWords = (release: string) => [
  ...['deploy', release, '--source', `${models.url}/tiny.gguf`, '--image', 'engine:1'],
  ...['-n', namespace, '--no-wait'],
];

// Gives a token to who knows the word. The first runs that are free of it give one that has ended.
const pluginText = `#!/bin/sh
echo run >> "$LLMKUBE_TEST_RUNS"
expires=2099-01-01T00:00:00Z
if [ "$(wc -l < "$LLMKUBE_TEST_RUNS")" -le "$LLMKUBE_TEST_FREE" ]; then
  expires=2020-01-01T00:00:00Z
else
  printf 'Password: ' >&2
  read -r word
  [ "$word" = open ] || exit 3
fi
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'"$LLMKUBE_TEST_TOKEN"'","expirationTimestamp":"'"$expires"'"}}'
`;

interface Asking {
  readonly interactiveMode: 'IfAvailable' | 'Always';
  /** Runs of the plugin that ask nothing. */
  readonly free: number;
}

async function withPlugin({ interactiveMode, free }: Asking) {
  const plugin = join(folder, 'plugin');
  const runs = join(folder, `runs-${crypto.randomUUID()}`);
  const kubeconfig = join(folder, `${crypto.randomUUID()}.kubeconfig`);
  await writeFile(plugin, pluginText);
  await chmod(plugin, 0o700);
  const args = ['config', 'view', '--raw', '--flatten', '-o', 'json'];
  const content = JSON.parse(await cluster.runKubectl(args));
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: plugin, interactiveMode };
  content.users[0].user = { exec };
  await writeFile(kubeconfig, JSON.stringify(content));
  const env = {
    LLMKUBE_TEST_RUNS: runs,
    LLMKUBE_TEST_FREE: String(free),
    LLMKUBE_TEST_TOKEN: cluster.description.admin.token,
  };
  const countRuns = async () => (await readFile(runs, 'utf8')).trim().split('\n').length;
  return { kubeconfig, env, countRuns };
}

const type = { at: /Password: $/, keys: 'open\r' };
const lent = '\u001b[?1049h';
const returned = '\u001b[?1049l';

test.each(['IfAvailable', 'Always'] as const)(
  'a plugin that may ask %s does so before the list is drawn',
  async (interactiveMode) => {
    const { countRuns, ...options } = await withPlugin({ interactiveMode, free: 0 });
    const args = deployWords(`first-${interactiveMode.toLowerCase()}`);
    const { exitCode, screen } = await runCliInTerminal(args, { ...options, type });
    expect(exitCode).toBe(0);
    const text = stripVTControlCharacters(screen);
    expect(text.indexOf('Password: ')).toBeGreaterThanOrEqual(0);
    expect(text.indexOf('Password: ')).toBeLessThan(text.indexOf('Plan'));
    expect(screen).not.toContain(lent);
    expect(text).toContain('✔ Apply: revision 1');
    expect(screen).not.toContain(cluster.description.admin.token);
    expect(await countRuns()).toBe(1);
  },
);

test('a plugin that asks again once there is a list gets a screen of its own', async () => {
  const { countRuns, ...options } = await withPlugin({ interactiveMode: 'IfAvailable', free: 1 });
  const run = await runCliInTerminal(deployWords('again'), { ...options, type });
  expect(run.exitCode).toBe(0);
  const [, rest = ''] = run.screen.split(lent);
  const [dialog = '', after = ''] = rest.split(returned);
  expect(stripVTControlCharacters(dialog).trim()).toMatch(/^Password: (open)?$/);
  const stages = stripVTControlCharacters(after);
  expect(stages).toContain('✔ Plan: 3 to create');
  expect(stages).toContain('✔ Apply: revision 1');
  expect(await countRuns()).toBe(2);
});

test('a plugin that must ask is refused where nobody can answer', async () => {
  const { kubeconfig, env } = await withPlugin({ interactiveMode: 'Always', free: 0 });
  const run = await runCli(deployWords('unasked'), { kubeconfig, env });
  expect(run.exitCode).toBe(8);
  expect(run.stderr).toContain('it asks questions and there is no terminal');
});
