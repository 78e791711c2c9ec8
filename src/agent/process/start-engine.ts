import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, rmSync } from 'node:fs';
import { describeCause } from '../../errors/describe-cause.ts';
import { engineEnvironment } from './engine-environment.ts';
import type { Ending, EngineProcess, EngineRun } from './engine-process.ts';
import type { EngineWorld } from './engine-world.ts';
import { nameRunLog, openRunLog, pruneRunLogs } from './run-log.ts';
import { endGroup } from './stop-engine.ts';
import { watchEngine } from './watch-engine.ts';

export type Start =
  | { readonly kind: 'started'; readonly engine: EngineProcess }
  /** There is no process; `why` is for people. */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Starts an engine that outlives this process: in a session of its own, with its output in a file.
 * Nothing else of the release may run. Whoever wants to find it again after a crash of this
 * process writes down what is about to be started before, and the process after.
 */
export async function startEngine(run: EngineRun, world: EngineWorld): Promise<Start> {
  try {
    // Left by the run before: an engine does not listen where something lies.
    rmSync(run.socket, { force: true });
    mkdirSync(run.logFolder, { recursive: true, mode: 0o700 });
    pruneRunLogs(run.logFolder);
    const child = spawnInto(openRunLog(run.logFolder), run, world);
    // Without a number there will be an error instead of a process.
    if (child.pid === undefined) return refusal(run, (await once(child, 'error'))[0]);
    child.unref();
    return { kind: 'started', engine: engineOf({ child, pid: child.pid }, run, world) };
  } catch (error) {
    return refusal(run, error);
  }
}

function spawnInto(
  log: number,
  { program, args, env }: EngineRun,
  world: EngineWorld,
): ChildProcess {
  try {
    return spawn(program.file, [...program.args, ...args], {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...engineEnvironment(world.environment), ...env },
      ...(program.cwd === undefined ? {} : { cwd: program.cwd }),
    });
  } finally {
    closeSync(log);
  }
}

function engineOf(
  { child, pid }: { readonly child: ChildProcess; readonly pid: number },
  run: EngineRun,
  world: EngineWorld,
): EngineProcess {
  const { clock, processes } = world;
  const startedAt = clock.now();
  // Until its end has been handled here its number stays its own, however soon it ends.
  const startTime = processes.look(pid)?.startTime ?? String(startedAt);
  const identity = { pid, startTime };
  const logFile = nameRunLog(run.logFolder, identity);
  const exited = new Promise<Ending>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      const how = signal === null ? { exitCode: exitCode ?? 0 } : { signal };
      resolve({ ...how, at: clock.now() });
    });
  });
  const ended = exited.then(async (ending) => {
    await endGroup(pid, world);
    return ending;
  });
  const isOurs = (): boolean => processes.isAlive(identity);
  return watchEngine({ identity, startedAt, logFile, isAdopted: false, isOurs, ended }, world);
}

function refusal({ program }: EngineRun, error: unknown): Start {
  return { kind: 'refused', why: `\`${program.file}\` cannot be started: ${describeCause(error)}` };
}
