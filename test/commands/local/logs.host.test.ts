import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import type { CliRun } from '../../support/run-cli.ts';
import { type ServedModels, serveModels } from '../../support/serve-models.ts';

let machine: LocalMachine;
let models: ServedModels;

beforeAll(async () => {
  machine = await openLocalMachine();
  models = await serveModels('127.0.0.1');
});

beforeEach(async () => {
  const source = ['--source', `${models.url}/tiny.gguf`];
  expect(await machine.run(['deploy', 'tiny', ...source, '--local'])).toMatchObject({
    exitCode: 0,
  });
});

afterAll(async () => {
  await machine?.close();
  await models?.close();
});

const logs = (...words: readonly string[]) => machine.run(['logs', 'tiny', ...words, '--local']);
const quiet = { exitCode: 0, stderr: '' };

async function anotherEngine(): Promise<void> {
  const [engine = 0] = await machine.engines();
  process.kill(engine, 'SIGKILL');
  await pollUntil({ what: 'another engine', seconds: 30 }, async () => {
    const { events } = await machine.run(['status', 'tiny', '--local', '-o', 'json']);
    const [running] = await machine.engines();
    return running !== engine && JSON.stringify(events).includes('"phase":"Ready"');
  });
}

test('the engine of a release has a log, and its download another one', async () => {
  const whole = await logs();
  expect(whole).toMatchObject(quiet);
  expect(whole.stdout).toMatch(/server is listening|listening on/i);
  const tail = await logs('--tail', '2');
  expect(tail.stdout.trimEnd().split('\n')).toHaveLength(2);
  expect(whole.stdout.endsWith(tail.stdout)).toBe(true);
  expect(await logs('--tail', '0')).toMatchObject({ ...quiet, stdout: '' });
  const init = await logs('--init');
  expect(init).toMatchObject(quiet);
  expect(init.stdout).toMatch(/^llmkube-download: done \d+\n$/m);
  expect(init.stdout).not.toMatch(/listening/);
});

test('as JSON each line tells whose it is, and no time that nobody knows', async () => {
  const { events, exitCode } = await logs('--tail', '3', '-o', 'json');
  expect(exitCode).toBe(0);
  expect(events).toHaveLength(3);
  for (const event of events) {
    const pod = expect.stringMatching(/^tiny-/);
    const line = expect.any(String);
    expect(event).toEqual({ type: 'logLine', pod, container: 'server', line });
  }
  const [first] = (await logs('--init', '-o', 'json')).events;
  expect(first).toMatchObject({ container: 'download' });
});

test('the run before the last restart is read after it, and missing before it in words', async () => {
  expect(await machine.run(['restart', 'tiny', '--local'])).toMatchObject({ exitCode: 0 });
  const none = await logs('--previous');
  expect(none).toMatchObject({ exitCode: 0, stdout: '' });
  expect(none.stderr).toMatch(/^Warning: pod tiny-\S+: server has no earlier run\n$/);
  const before = await logs();
  await anotherEngine();
  const previous = await logs('--previous');
  expect(previous).toMatchObject(quiet);
  expect(previous.stdout.startsWith(before.stdout)).toBe(true);
  expect((await logs('--init')).stdout).toContain('llmkube-download: ');
});

test('a followed log goes on over another engine and another pod, and Ctrl-C ends it', async () => {
  const cli = await machine.start(['logs', 'tiny', '-f', '-o', 'json', '--local']);
  const runs = () => cli.said().split(/listening on/).length - 1;
  const until = async (count: number) =>
    await pollUntil({ what: `run ${count} in the log`, seconds: 30 }, () => runs() >= count);
  await until(1);
  await anotherEngine();
  await until(2);
  expect(await machine.run(['restart', 'tiny', '--local'])).toMatchObject({ exitCode: 0 });
  await until(3);
  cli.signal('SIGINT');
  const { exitCode, stderr, events } = await cli.done;
  expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
  expect(runs()).toBe(3);
  expect(new Set(events.map(({ pod }) => pod)).size).toBe(2);
});

test('a followed log ends with its release', async () => {
  const cli = await machine.start(['logs', 'tiny', '-f', '--local']);
  await pollUntil({ what: 'a line', seconds: 30 }, () => cli.said().includes('listening'));
  expect(await machine.run(['delete', 'tiny', '--local'])).toMatchObject({ exitCode: 0 });
  expect((await cli.done).exitCode).toBe(0);
});

test('an agent that was killed takes no log with it, and who follows goes on', async () => {
  const before = await logs();
  const cli = await machine.start(['logs', 'tiny', '-f', '--local']);
  await pollUntil(
    { what: 'the log', seconds: 30 },
    () => cli.said().length >= before.stdout.length,
  );
  for (const pid of await machine.agents()) process.kill(pid, 'SIGKILL');
  const after: CliRun = await logs();
  expect(after.exitCode).toBe(0);
  expect(after.stdout.startsWith(before.stdout)).toBe(true);
  expect((await machine.run(['chat', 'tiny', 'Hi', '--once', '--local'])).exitCode).toBe(0);
  await pollUntil(
    { what: 'what the engine has written since', seconds: 30 },
    () => cli.said().length > after.stdout.length,
  );
  cli.signal('SIGINT');
  const followed = await cli.done;
  expect(followed.exitCode).toBe(130);
  expect((await logs()).stdout).toContain(followed.stdout);
});

test('times and absent releases are refused in words', async () => {
  const since = await logs('--since', '1h');
  expect(since.exitCode).toBe(2);
  expect(since.stderr).toContain('Cannot use `--since` with `--local`: lines of engines');
  const absent = await machine.run(['logs', 'absent', '--local']);
  expect(absent.exitCode).toBe(9);
  expect(absent.stderr).toContain('`absent`');
});
