import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startEngine } from '../../../src/agent/process/start-engine.ts';
import { waitHealthy } from '../../../src/agent/process/wait-healthy.ts';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { engineBench, isRunning, logOf, namesIn } from '../../support/engines/engine-bench.ts';

test('an engine that exits at once is over at once, with its status and its words', async () => {
  const { run, start, world } = await engineBench();
  const engine = await start(run('exit3'));
  const ending = await engine.ended;
  expect(ending.exitCode).toBe(3);
  expect(ending.at).toBeGreaterThanOrEqual(engine.startedAt);
  expect(await readFile(engine.logFile, 'utf8')).toContain('error loading model');
  // A wait that begins after the end does not wait.
  const outcome = await waitHealthy({
    engine,
    socket: run('').socket,
    healthPath: '/health',
    budgetMilliseconds: 60_000,
    clock: world.clock,
    signal: world.signal,
  });
  expect(outcome).toMatchObject({ kind: 'ended', ending: { exitCode: 3 } });
});

test('a killed engine is known to be over within 0.1 s', async () => {
  const { run, start } = await engineBench();
  const waits: number[] = [];
  // The middle one of three: what else the machine does at a time is not what is measured.
  while (waits.length < 3) {
    const engine = await start(run('tellsAll'));
    await logOf(engine, /argv/);
    const killedAt = performance.now();
    process.kill(engine.pid, 'SIGKILL');
    expect(await engine.ended).toMatchObject({ signal: 'SIGKILL' });
    waits.push(performance.now() - killedAt);
  }
  expect(waits.toSorted((a, b) => a - b)[1]).toBeLessThan(100);
});

test('a program that is not there is refused with its name', async () => {
  const { run, world } = await engineBench();
  const missing = { ...run(''), program: { file: '/nowhere/llama-server', args: [] } };
  const start = await startEngine(missing, world);
  expect(start).toMatchObject({ kind: 'refused' });
  expect(start.kind === 'refused' && start.why).toContain('`/nowhere/llama-server`');
});

test('stopping is polite first, and an engine that ends by it was not forced', async () => {
  const { run, start } = await engineBench();
  const engine = await start(run('tellsAll'));
  await logOf(engine, /argv/);
  const ending = await engine.stop(30_000);
  expect(ending.signal).toBe('SIGTERM');
  expect(ending.isForced).toBeUndefined();
});

test('an engine that ignores SIGTERM is killed after the grace with all that it started', async () => {
  const { run, start } = await engineBench();
  const engine = await start(run('ignoresTerm,worker'));
  const worker = Number((await logOf(engine, /worker (\d+)/))[1]);
  expect(isRunning(worker)).toBe(true);
  const askedAt = performance.now();
  const ending = await engine.stop(300);
  expect(ending).toMatchObject({ signal: 'SIGKILL', isForced: true });
  expect(performance.now() - askedAt).toBeGreaterThanOrEqual(299);
  expect(await readFile(engine.logFile, 'utf8')).toContain('SIGTERM ignored');
  expect([isRunning(engine.pid), isRunning(worker)]).toEqual([false, false]);
});

test('what a crashed engine has started is gone before it counts as ended', async () => {
  const { run, start } = await engineBench();
  const engine = await start(run('worker'));
  const worker = Number((await logOf(engine, /worker (\d+)/))[1]);
  process.kill(engine.pid, 'SIGKILL');
  await engine.ended;
  expect(isRunning(worker)).toBe(false);
});

test('an engine that hangs can be stopped', async () => {
  const { run, start } = await engineBench();
  const engine = await start(run('tellsAll'));
  await logOf(engine, /argv/);
  process.kill(engine.pid, 'SIGSTOP');
  expect(await engine.stop(100)).toMatchObject({ signal: 'SIGKILL', isForced: true });
});

test('an engine sees what devices need of the environment and no secret, and only its arguments', async () => {
  const secrets = {
    HF_TOKEN: 'hf_planted1234',
    LLAMA_API_KEY: 'sk-planted',
    LLAMA_ARG_API_KEY: 'sk-planted',
    LLAMA_ARG_HOST: '0.0.0.0',
    GGML_SECRET: 'sk-planted',
    AWS_SECRET_ACCESS_KEY: 'planted',
    KUBECONFIG: '/planted',
    NODE_OPTIONS: '--trace-warnings',
  };
  const needed = { PATH: '/usr/bin', HOME: '/home/me', CUDA_VISIBLE_DEVICES: '1', LC_ALL: 'C' };
  const { run, start, folder } = await engineBench({ ...secrets, ...needed });
  const cwd = join(folder, 'logs');
  const wanted = run('tellsAll');
  const first = await start(wanted);
  await logOf(first, /argv/);
  await first.stop(5_000);
  const engine = await start({ ...wanted, program: { ...wanted.program, cwd } });
  const told = JSON.parse((await logOf(engine, /.*argv.*/))[0]);
  expect(told.env).toEqual(needed);
  expect(told.cwd).toBe(cwd);
  const seen = await readFile(`/proc/${engine.pid}/cmdline`, 'utf8');
  const { file, args } = wanted.program;
  expect(seen.split('\0').slice(0, -1)).toEqual([file, ...args, ...wanted.args]);
});

test('each run has a log of its own, which only this user reads, and an id that names it', async () => {
  const { run, start, folder } = await engineBench();
  const first = await start(run('exit1'));
  await first.ended;
  const second = await start(run('exit2'));
  await second.ended;
  const names = [first, second].map(({ id }) => `${id.replace('host://', '')}.log`);
  expect(await namesIn(join(folder, 'logs'))).toEqual(names.toSorted());
  expect((await stat(second.logFile)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'logs'))).mode & 0o777).toBe(0o700);
});

test('an old socket file does not keep an engine from listening', async () => {
  const { run, start, world } = await engineBench();
  const wanted = run('serves');
  await writeFile(wanted.socket, '');
  const engine = await start(wanted);
  const outcome = await waitHealthy({
    engine,
    socket: wanted.socket,
    healthPath: '/health',
    budgetMilliseconds: 15_000,
    clock: world.clock,
    signal: world.signal,
  });
  expect(outcome).toEqual({ kind: 'healthy' });
});

test('an engine leads a session of its own', async () => {
  const { run, start, world } = await engineBench();
  const engine = await start(run('serves'));
  await pollUntil({ what: 'the engine', seconds: 5 }, () => isRunning(engine.pid));
  expect(world.processes.look(engine.pid)).toMatchObject({ leadsSession: true });
  expect(world.processes.look(process.pid)?.startTime).not.toBe(engine.startTime);
});
