import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { describeCause } from '../../errors/describe-cause.ts';
import type { Say } from './engine-world.ts';

const milliseconds = z.number().nonnegative();
const count = z.number().int().nonnegative();

const identity = z.object({
  pid: z.number().int().positive(),
  startTime: z.string(),
  /** The start of the machine in which the process ran. */
  bootId: z.string(),
});

const ending = z.object({
  /** The id of the run. */
  run: z.string(),
  startedAt: milliseconds,
  exitCode: z.number().int().optional(),
  signal: z.string().optional(),
  at: milliseconds,
  isForced: z.boolean().optional(),
});

/**
 * What an agent knows of a release's engine, for itself and for the agent after it. Fields that
 * another version has put there are left out.
 */
const engineStateSchema = z.object({
  release: z.string(),
  pod: z.string(),
  plan: z.string(),
  socket: z.string(),
  /** The name that clients send. */
  model: z.string().optional(),
  /** Absent from before the start until the process is known, and while there is none. */
  process: identity.optional(),
  startedAt: milliseconds.optional(),
  /** When it answered for the first time. */
  healthyAt: milliseconds.optional(),
  /** Of the pod, over all. */
  restarts: count,
  /** In a row, as the pause before the next start counts them. */
  crashes: count,
  lastEnding: ending.optional(),
});

export type EngineState = Readonly<z.infer<typeof engineStateSchema>>;
export type LastEnding = NonNullable<EngineState['lastEnding']>;

/** Reads the state of a release; one that cannot be read is said and counts as none. */
export function readEngineState(
  folder: string,
  release: string,
  say: Say,
): EngineState | undefined {
  const file = fileOf(folder, release);
  try {
    const state = engineStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (state.release === release) return state;
    say('a state file is about another release and is not used', { file });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    say('a state file cannot be read and is not used', { file, cause: describeCause(error) });
  }
  return undefined;
}

/** Replaces the state of a release in one step, so that no reader ever sees half of one. */
export function writeEngineState(folder: string, state: EngineState): void {
  const file = fileOf(folder, state.release);
  const unfinished = unfinishedOf(file);
  rmSync(unfinished, { force: true });
  writeFileSync(unfinished, `${JSON.stringify(state)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(unfinished, file);
}

/** Forgets a release, and a state that an agent before this one has written in part. */
export function removeEngineState(folder: string, release: string): void {
  const file = fileOf(folder, release);
  rmSync(file, { force: true });
  rmSync(unfinishedOf(file), { force: true });
}

function fileOf(folder: string, release: string): string {
  return join(folder, `${release}.json`);
}

// The one agent is the only writer, so one name does.
function unfinishedOf(file: string): string {
  return `${file}.new`;
}
