import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { writeTinyGguf } from '../../../scripts/models/write-tiny-gguf.ts';
import { adoptEngine } from '../../../src/agent/process/adopt-engine.ts';
import type { EngineProcess, EngineRun } from '../../../src/agent/process/engine-process.ts';
import { waitHealthy } from '../../../src/agent/process/wait-healthy.ts';
import { watchLiveness } from '../../../src/agent/process/watch-liveness.ts';
import type { RunIdentity } from '../../../src/core/agent-protocol/engine-run.ts';
import { readEngineWords } from '../../../src/core/observe/ended-words.ts';
import { readLastWords } from '../../../src/host/log-tail.ts';
import { type EngineBench, engineBench, isRunning } from '../../support/engines/engine-bench.ts';
import { startAndDie } from '../../support/engines/start-and-die.ts';
import { engineOnThisMachine } from '../../support/images/engine-on-this-machine.ts';

test('llama-server answers on its socket, is started again at once after a crash, and ends politely', async () => {
  const bench = await engineBench();
  const run = await llamaRun(bench);
  let engine = await bench.start(run);
  const waits: number[] = [];
  // The middle one of three: what else the machine does at a time is not what is measured.
  while (waits.length < 3) {
    expect(await healthy(bench, run, engine)).toEqual({ kind: 'healthy' });
    expect((await ask(run.socket)).usage.completion_tokens).toBe(4);
    const killedAt = performance.now();
    process.kill(engine.pid, 'SIGKILL');
    expect(await engine.ended).toMatchObject({ signal: 'SIGKILL' });
    engine = await bench.start(run);
    waits.push(performance.now() - killedAt);
  }
  expect(waits.toSorted((a, b) => a - b)[1]).toBeLessThan(200);
  expect(await healthy(bench, run, engine)).toEqual({ kind: 'healthy' });
  expect((await ask(run.socket)).usage.completion_tokens).toBe(4);
  const ending = await engine.stop(20_000);
  expect(ending.isForced).toBeUndefined();
  expect(isRunning(engine.pid)).toBe(false);
});

test('llama-server serves on without its agent, and the next agent takes it over as it is', async () => {
  const bench = await engineBench();
  const run = await llamaRun(bench);
  const identity = await startAndDie(run);
  onTestFinished(() => killGroup(identity, bench));
  // Found while it loads, which is when most agents would be restarted.
  const adoption = await adoptEngine(
    { ...run, healthPath: '/health' },
    stateOf(bench, run, identity),
    bench.world,
  );
  if (adoption.kind !== 'adopted') throw new Error(adoption.kind);
  const { engine } = adoption;
  expect(await healthy(bench, run, engine)).toEqual({ kind: 'healthy' });
  expect((await ask(run.socket)).usage.completion_tokens).toBe(4);
  expect(await readFile(engine.logFile, 'utf8')).toContain('listening');
  expect(await engine.stop(20_000)).toEqual({ at: expect.any(Number) });
});

test('a llama-server that hangs is found out, and one that works is not', async () => {
  const bench = await engineBench();
  const run = await llamaRun(bench);
  const engine = await bench.start(run);
  await healthy(bench, run, engine);
  const pace = { everyMilliseconds: 20, timeoutMilliseconds: 200, misses: 3, missesWhenBusy: 12 };
  const stop = new AbortController();
  const watching = watchLiveness({
    socket: run.socket,
    healthPath: '/health',
    isBusy: () => false,
    clock: bench.world.clock,
    signal: stop.signal,
    pace,
  });
  await ask(run.socket);
  expect(await Promise.race([watching, bench.world.clock.sleep(500)])).toBeUndefined();
  process.kill(engine.pid, 'SIGSTOP');
  expect(await watching).toBe('hung');
  expect(await engine.stop(100)).toMatchObject({ isForced: true });
});

test('a model that it cannot read, and an argument that it does not know, are told by its last words', async () => {
  const bench = await engineBench();
  const run = await llamaRun(bench);
  await writeFile(join(bench.folder, 'tiny.gguf'), 'GGUF and nothing else');
  const broken = await bench.start(run);
  expect((await broken.ended).exitCode).toBeGreaterThan(0);
  const words = readEngineWords(await readLastWords(broken.logFile));
  expect(words?.code).toBe('ModelUnreadable');
  const odd = await bench.start({ ...run, args: [...run.args, '--no-such-argument'] });
  expect((await odd.ended).exitCode).toBeGreaterThan(0);
  expect(readEngineWords(await readLastWords(odd.logFile))?.code).toBe('UnknownArgument');
});

async function llamaRun({ folder, run }: EngineBench): Promise<EngineRun> {
  const wanted = run('');
  const model = join(folder, 'tiny.gguf');
  await writeTinyGguf(model);
  const listen = ['--host', wanted.socket];
  const args = ['--model', model, '--alias', 'demo', ...listen, '--ctx-size', '256', '-lv', '4'];
  return { ...wanted, program: await engineOnThisMachine('llama-server'), args };
}

async function healthy({ world }: EngineBench, run: EngineRun, engine: EngineProcess) {
  return await waitHealthy({
    engine,
    socket: run.socket,
    healthPath: '/health',
    budgetMilliseconds: 60_000,
    clock: world.clock,
    signal: world.signal,
  });
}

async function ask(socketPath: string) {
  const question = { model: 'demo', prompt: 'hello', max_tokens: 4, temperature: 0 };
  const options = { socketPath, path: '/v1/completions', method: 'POST', agent: false };
  const answer = await new Promise<string>((resolve, reject) => {
    const asking = request(options, (response) => text(response).then(resolve, reject));
    asking.once('error', reject);
    asking.end(JSON.stringify(question));
  });
  return JSON.parse(answer);
}

function stateOf({ world }: EngineBench, run: EngineRun, identity: RunIdentity) {
  const { release, pod, plan, socket } = run;
  const process = { ...identity, bootId: world.processes.bootId() };
  return { release, pod, plan, socket, process, startedAt: 1, restarts: 0, crashes: 0 };
}

async function killGroup(identity: RunIdentity, { world }: EngineBench): Promise<void> {
  if (!world.processes.isAlive(identity)) return;
  process.kill(-identity.pid, 'SIGKILL');
  await expect.poll(() => isRunning(identity.pid)).toBe(false);
}
