import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EngineProcess, EngineRun } from '../../../src/agent/process/engine-process.ts';
import type { EngineWorld } from '../../../src/agent/process/engine-world.ts';
import { startEngine } from '../../../src/agent/process/start-engine.ts';
import { systemClock } from '../../../src/cli/system-clock.ts';
import { processesHere } from '../../../src/host/processes/processes-here.ts';
import { pollUntil } from '../cluster/poll-until.ts';

export interface EngineBench {
  readonly world: EngineWorld;
  /** What was said to the agent's log. */
  readonly said: string[];
  /** A run of the fake engine that behaves in these ways, see `fake-engine.ts`. */
  readonly run: (behaviours: string) => EngineRun;
  /** Starts it and has it killed after the test, with its whole group. */
  readonly start: (run: EngineRun) => Promise<EngineProcess>;
  readonly folder: string;
}

export const fakeEngine = join(import.meta.dirname, 'fake-engine.ts');

/** A folder, a clock and this machine's processes for a test of engines; nothing of it is left. */
export async function engineBench(
  environment: EngineWorld['environment'] = process.env,
): Promise<EngineBench> {
  const folder = await mkdtemp(join(tmpdir(), 'engines-'));
  const over = new AbortController();
  const said: string[] = [];
  const world: EngineWorld = {
    clock: systemClock,
    processes: processesHere(),
    environment,
    say: (message) => said.push(message),
    signal: over.signal,
  };
  onTestFinished(async () => {
    over.abort();
    await rm(folder, { recursive: true });
  });
  const start = async (run: EngineRun): Promise<EngineProcess> => {
    const start = await startEngine(run, world);
    if (start.kind === 'refused') throw new Error(start.why);
    onTestFinished(async () => void (await start.engine.stop(0)));
    return start.engine;
  };
  return { world, said, folder, start, run: (behaviours) => fakeRun(folder, behaviours) };
}

/** How the fake engine is started for a release `demo` in a folder. */
export function fakeRun(folder: string, behaviours: string): EngineRun {
  const socket = join(folder, 'demo.sock');
  return {
    release: 'demo',
    pod: 'demo-1',
    plan: 'plan-1',
    program: { file: process.execPath, args: [fakeEngine] },
    args: [behaviours, '--host', socket],
    socket,
    logFolder: join(folder, 'logs'),
  };
}

/** Waits until the log of an engine matches, and gives the match. */
export async function logOf(engine: EngineProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return await pollUntil({ what: `${pattern} in the log`, seconds: 15 }, async () => {
    return pattern.exec(await readFile(engine.logFile, 'utf8')) ?? undefined;
  });
}

/** Whether a process of that number runs, other than as a zombie. */
export function isRunning(pid: number): boolean {
  return processesHere().look(pid)?.hasEnded === false;
}

/** Everything that lies in a folder, by name. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).toSorted();
}
