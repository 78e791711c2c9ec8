import {
  constants,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { logNameOf, type RunIdentity, runIdOf } from '../../core/agent-protocol/engine-run.ts';

// A run is named by its process, which is not there yet when its log is opened.
const unnamed = 'starting.log';

/** Opens the log of a run that is about to be started, for this user only. */
export function openRunLog(folder: string): number {
  const file = join(folder, unnamed);
  // Its writer, should there be one, keeps it; nobody else finds it any more.
  rmSync(file, { force: true });
  const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
  return openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, 0o600);
}

/** Gives the log that was opened last the name of its run, and tells its place. */
export function nameRunLog(folder: string, identity: RunIdentity): string {
  const opened = join(folder, unnamed);
  const file = join(folder, logNameOf(runIdOf(identity)) ?? unnamed);
  // An agent may have ended between the start of the process and this.
  if (existsSync(file) || !existsSync(opened)) return file;
  try {
    renameSync(opened, file);
    return file;
  } catch {
    // The engine runs and writes there, which counts for more than the name.
    return opened;
  }
}

/** Of these one is of the run that was the newest so far, of which people ask. */
const keptRuns = 2;

const runLog = /^(\d+-\d+\.log)(\..+)?$/;

/** Removes the logs of all but the newest runs, to make room for the next one. */
export function pruneRunLogs(folder: string): void {
  const runs = new Map<string, string[]>();
  for (const name of readdirSync(folder)) {
    const [, run] = runLog.exec(name) ?? [];
    if (run !== undefined) runs.set(run, [...(runs.get(run) ?? []), join(folder, name)]);
  }
  const newestFirst = [...runs.values()]
    .map((files) => ({ files, at: Math.max(...files.map((file) => statSync(file).mtimeMs)) }))
    .toSorted((one, other) => other.at - one.at);
  for (const { files } of newestFirst.slice(keptRuns)) {
    for (const file of files) rmSync(file, { force: true });
  }
}
