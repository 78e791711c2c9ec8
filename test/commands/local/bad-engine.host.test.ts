import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { realEngineScript } from '../../support/local-user.ts';

let machine: LocalMachine;
let engine: string;
let model: string;

beforeEach(async () => {
  machine = await openLocalMachine();
  onTestFinished(() => machine.close());
  engine = join(machine.home, 'llama-server');
  model = machine.model;
});

const local: LocalMachine['json'] = (...words) => machine.json(...words);

/** Another program in the place of the engine, which calls itself new enough. */
async function installEngine(lines: string): Promise<void> {
  await writeFile(
    engine,
    `#!/bin/sh\n[ "$1" = --version ] && echo 'version: 9999 (abc)' && exit 0\n${lines}\n`,
  );
  await chmod(engine, 0o755);
}

/** Nothing of a release was written. */
async function expectUntouched(): Promise<void> {
  expect((await local('list')).events).toEqual([expect.objectContaining({ releases: [] })]);
  expect(await machine.engines()).toEqual([]);
  expect(await machine.agents()).toEqual([]);
}

test.each([
  ['is missing', () => rm(engine), 'ENGINE_NOT_FOUND', /there is no such file/],
  ['may not be run', () => chmod(engine, 0o644), 'ENGINE_NOT_FOUND', /this user may not run it/],
  [
    'is too old',
    () => writeFile(engine, "#!/bin/sh\necho 'version: 4719 (d04e7163)'\n"),
    'ENGINE_TOO_OLD',
    /build 4980 or newer is needed/,
  ],
  [
    'is no engine',
    () => writeFile(engine, '#!/bin/sh\necho hello\n'),
    'ENGINE_BROKEN',
    /does not print the version of a llama-server/,
  ],
] as const)(
  'an engine that %s is refused before anything is written',
  async (_, make, code, words) => {
    await make();
    const { exitCode, events } = await local('deploy', model);
    expect(events.at(-1)).toMatchObject({ error: { code } });
    expect(exitCode).not.toBe(1);
    expect(JSON.stringify(events.at(-1))).toMatch(words);
    await expectUntouched();
  },
);

test('an engine that exits at once is a cause with its own last words', async () => {
  await installEngine("echo 'error: unknown argument: --odd' >&2; exit 3");
  const deploy = await local('deploy', model, '--max-restarts', '0', '--timeout', '30s');
  expect(deploy).toMatchObject({ exitCode: 5 });
  expect(deploy.stdout).toContain('unknown argument: --odd');
  const { events } = await local('status', 'tiny');
  expect(JSON.stringify(events)).toContain('unknown argument: --odd');
});

test('an engine that does not heed SIGTERM is killed after its grace, and delete ends well', async () => {
  expect(await local('deploy', model)).toMatchObject({ exitCode: 0 });
  // The system keeps SIGTERM back from it.
  for (const pid of await machine.engines()) process.kill(pid, 'SIGSTOP');
  expect(await local('delete', 'tiny')).toMatchObject({ exitCode: 0 });
  expect(await machine.engines()).toEqual([]);
  const forced = 'had to kill an engine that did not end';
  expect((await machine.log()).map((entry) => JSON.stringify(entry)).join()).toContain(forced);
});

test('an engine that is removed after the deploy is missed when it should start again', async () => {
  expect(await local('deploy', model)).toMatchObject({ exitCode: 0 });
  await rm(engine);
  for (const pid of await machine.engines()) process.kill(pid, 'SIGKILL');
  await expect
    .poll(async () => (await local('status', 'tiny')).stdout, { timeout: 8_000 })
    .toContain('there is no such file');
  expect(await readdir(join(machine.state, 'desired'))).toContain('tiny');
  await writeFile(engine, await realEngineScript());
  await chmod(engine, 0o755);
  const { events } = await local('wait', 'tiny', '--timeout', '30s');
  expect(events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
});
