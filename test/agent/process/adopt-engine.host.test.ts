import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { adoptEngine } from '../../../src/agent/process/adopt-engine.ts';
import type { EngineRun } from '../../../src/agent/process/engine-process.ts';
import { type EngineState, readEngineState } from '../../../src/agent/process/engine-state.ts';
import { endGroup } from '../../../src/agent/process/stop-engine.ts';
import { runIdOf } from '../../../src/core/agent-protocol/engine-run.ts';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import {
  type EngineBench,
  engineBench,
  isRunning,
  logOf,
} from '../../support/engines/engine-bench.ts';
import { startAndDie } from '../../support/engines/start-and-die.ts';

test('an engine outlives the SIGKILL of its starter, is adopted, and its end is seen within 1 s', async () => {
  const bench = await engineBench();
  const run = bench.run('serves');
  const identity = await orphan(bench, run);
  const adoption = await adopt(bench, run, stateOf(bench, run, identity));
  if (adoption.kind !== 'adopted') throw new Error(adoption.kind);
  const { engine } = adoption;
  expect(adoption.health).toBe('healthy');
  expect(engine).toMatchObject({
    ...identity,
    id: runIdOf(identity),
    isAdopted: true,
    startedAt: 5,
  });
  const killedAt = performance.now();
  process.kill(engine.pid, 'SIGKILL');
  const ending = await engine.ended;
  expect(performance.now() - killedAt).toBeLessThan(500);
  expect(Object.keys(ending)).toEqual(['at']);
  expect((await adopt(bench, run, stateOf(bench, run, identity))).kind).toBe('gone');
});

test('an adopted engine is stopped like an own one, by force with all that it has started', async () => {
  const bench = await engineBench();
  const run = bench.run('serves,ignoresTerm,worker');
  const identity = await orphan(bench, run);
  const adoption = await adopt(bench, run, stateOf(bench, run, identity));
  if (adoption.kind !== 'adopted') throw new Error(adoption.kind);
  const worker = Number((await logOf(adoption.engine, /worker (\d+)/))[1]);
  const ending = await adoption.engine.stop(200);
  expect(ending.isForced).toBe(true);
  expect([isRunning(identity.pid), isRunning(worker)]).toEqual([false, false]);
});

test('an engine that still loads is adopted, and one that hangs is to be stopped', async () => {
  const bench = await engineBench();
  const loading = bench.run('loads');
  const first = await orphan(bench, loading);
  const adopted = await adopt(bench, loading, stateOf(bench, loading, first));
  expect(adopted).toMatchObject({ kind: 'adopted', health: 'loading' });
  process.kill(first.pid, 'SIGSTOP');
  const hung = await adopt(bench, loading, stateOf(bench, loading, first));
  if (hung.kind !== 'unhealthy') throw new Error(hung.kind);
  expect(await hung.engine.stop(100)).toMatchObject({ isForced: true });
  expect(isRunning(first.pid)).toBe(false);
});

test('an engine of another plan is told apart', async () => {
  const bench = await engineBench();
  const run = bench.run('serves');
  const identity = await orphan(bench, run);
  const state = stateOf(bench, run, identity);
  expect((await adopt(bench, { ...run, plan: 'plan-2' }, state)).kind).toBe('otherPlan');
});

test('an agent that dies between the start and its note leaves no second server', async () => {
  const bench = await engineBench();
  const run = bench.run('serves');
  const identity = await orphan(bench, run);
  const { process: _unknown, ...before } = stateOf(bench, run, identity);
  const adoption = await adopt(bench, run, before);
  expect(adoption).toMatchObject({ kind: 'adopted', engine: identity });
});

test('a state file of garbage loses the plan and not the process', async () => {
  const bench = await engineBench();
  const run = bench.run('serves');
  const identity = await orphan(bench, run);
  writeFileSync(join(bench.folder, 'demo.json'), '{"release":"demo","pod"');
  const state = readEngineState(bench.folder, 'demo', bench.world.say);
  const adoption = await adopt(bench, run, state);
  expect(bench.said).toEqual(['a state file cannot be read and is not used']);
  expect(adoption).toMatchObject({ kind: 'otherPlan', engine: identity });
});

test('of an engine whose script has ended with no agent to see it, the server does not live on', async () => {
  const bench = await engineBench();
  const run = inScript(bench.run('serves'));
  const script = await orphan(bench, run);
  const server = await pollUntil({ what: 'the server of the script', seconds: 5 }, () =>
    bench.world.processes.list().find(({ pid, group, hasOption }) => {
      return group === script.pid && pid !== group && hasOption('--host', run.socket);
    }),
  );
  onTestFinished(() => {
    if (bench.world.processes.isAlive(server)) process.kill(server.pid, 'SIGKILL');
  });
  process.kill(script.pid, 'SIGKILL');
  await pollUntil({ what: 'the end of the script', seconds: 5 }, () => !isRunning(script.pid));
  const seen: string[] = [];
  const adoption = await adoptEngine(
    { ...run, healthPath: '/health', onFound: () => void seen.push('something runs') },
    stateOf(bench, run, script),
    bench.world,
  );
  expect({ adoption, seen }).toEqual({ adoption: { kind: 'gone' }, seen: ['something runs'] });
  expect(isRunning(server.pid)).toBe(false);
});

test('a process that has the number of an engine is foreign and never signalled', async () => {
  const bench = await engineBench();
  const run = bench.run('serves');
  const other = await foreigner(['']);
  const now = bench.world.processes.look(other);
  const startTime = now?.startTime ?? '';
  const cases = [
    // Reused: another start time. And one with the right time that is not our program.
    stateOf(bench, run, { pid: other, startTime: '1' }),
    stateOf(bench, run, { pid: other, startTime }),
  ];
  for (const state of cases) {
    expect(await adopt(bench, run, state)).toEqual({ kind: 'foreign', pid: other });
  }
  expect(isRunning(other)).toBe(true);
});

test('what an engine has left is not looked for in the group of a process that has its number', async () => {
  const { world } = await engineBench();
  const other = await foreigner([''], true);
  await endGroup(other, world);
  expect(isRunning(other)).toBe(true);
});

test('a number of the boot before says nothing', async () => {
  const bench = await engineBench();
  const run = bench.run('serves');
  const other = await foreigner([run.socket]);
  const startTime = bench.world.processes.look(other)?.startTime ?? '';
  const state = stateOf(bench, run, { pid: other, startTime });
  const old = { ...state, process: { pid: other, startTime, bootId: 'another' } };
  expect(await adopt(bench, run, old)).toEqual({ kind: 'foreign', pid: other });
});

test.each([
  ["that names the socket as an engine does, in a person's session", ['--host'], false],
  ['that names the socket, in a session of its own', [], true],
])('a tool %s is no engine, and is left alone', async (_, before, isDetached) => {
  const bench = await engineBench();
  const run = bench.run('serves');
  const other = await foreigner([...before, run.socket], isDetached);
  expect(await adopt(bench, run, undefined)).toEqual({ kind: 'gone' });
  expect(isRunning(other)).toBe(true);
});

test('an adopted engine whose number was given away meanwhile is not signalled', async () => {
  const bench = await engineBench();
  const run = bench.run('serves');
  const identity = await orphan(bench, run);
  let isReused = false;
  let looks = 0;
  const { processes } = bench.world;
  const look: typeof processes.look = (pid) => {
    const found = processes.look(pid);
    if (!isReused) return found;
    looks += 1;
    return found && { ...found, startTime: '1' };
  };
  const world = { ...bench.world, processes: { ...processes, look } };
  const wanted = { ...run, healthPath: '/health' };
  const adoption = await adoptEngine(wanted, stateOf(bench, run, identity), world);
  if (adoption.kind !== 'adopted') throw new Error(adoption.kind);
  isReused = true;
  const stopping = adoption.engine.stop(0);
  await pollUntil({ what: 'both signals', seconds: 5 }, () => looks === 2);
  expect(isRunning(identity.pid)).toBe(true);
  isReused = false;
  await adoption.engine.stop(5_000);
  expect((await stopping).isForced).toBeUndefined();
});

async function adopt(bench: EngineBench, run: EngineRun, state: EngineState | undefined) {
  return await adoptEngine({ ...run, healthPath: '/health' }, state, bench.world);
}

/** The same from a script that is there beside what it starts. */
function inScript(run: EngineRun): EngineRun {
  const { file, args } = run.program;
  const program = { file: '/bin/sh', args: ['-c', '"$@" & wait', 'sh', file, ...args] };
  return { ...run, program };
}

/** An engine without its starter; ended after the test whatever is found out about it. */
async function orphan({ world }: EngineBench, run: EngineRun) {
  const identity = await startAndDie(run);
  onTestFinished(async () => {
    if (!world.processes.isAlive(identity)) return;
    process.kill(-identity.pid, 'SIGKILL');
    const what = 'the end of the engine';
    await pollUntil({ what, seconds: 5 }, () => !isRunning(identity.pid));
  });
  return identity;
}

/** A process of this user that is no engine of ours. */
async function foreigner(args: readonly string[], isDetached = false): Promise<number> {
  const code = "console.log('up'); setInterval(() => {}, 1000)";
  const child = spawn(process.execPath, ['--eval', code, '--', ...args], {
    detached: isDetached,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  });
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

function stateOf(
  { world }: EngineBench,
  run: EngineRun,
  identity: { readonly pid: number; readonly startTime: string },
): EngineState {
  const { release, pod, plan, socket } = run;
  const bootId = world.processes.bootId();
  const facts = { release, pod, plan, socket, startedAt: 5, restarts: 0, crashes: 0 };
  return { ...facts, process: { ...identity, bootId } };
}
