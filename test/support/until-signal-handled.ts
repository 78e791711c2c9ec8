import { readdirSync, readFileSync } from 'node:fs';
import { pollUntil } from './cluster/poll-until.ts';
import { programFile } from './run-cli.ts';

/**
 * Waits until the run of the program with this word in its command line has taken the signals
 * that were sent to it. The kernel wakes a thread that a signal is for, any one of a process, which
 * wakes the main one: when all of them sleep and none has one pending, they are through with them.
 *
 * Threads are looked at one after the other, and one may wake another between: only when none has
 * run from one look to the next did all of them sleep at once. Files are read without a pause, as
 * a list of stages that is drawn wakes the program again and again.
 */
export async function untilSignalHandled(
  word: string,
  { mayHaveEnded = false }: { readonly mayHaveEnded?: boolean } = {},
): Promise<void> {
  const runs = entriesOf('/proc').filter((id) => /^\d+$/.test(id) && isRunOf(id, word));
  if (runs.length === 0 && !mayHaveEnded) {
    throw new Error(`No program of ${word} runs that could take a signal`);
  }
  await pollUntil({ what: `${word} to take its signal`, seconds: 20 }, () => {
    const looks = [runs.flatMap(statusesOf), runs.flatMap(statusesOf)];
    if (!looks.flat().every(isAtRest)) return false;
    const [before, after] = looks.map((statuses) => statuses.map(timesOnProcessor).join('\n'));
    return before === after;
  });
}

function isRunOf(id: string, word: string): boolean {
  const words = read(`/proc/${id}/cmdline`).split('\0');
  return words[1] === programFile && words.includes(word);
}

// Of each of its threads.
function statusesOf(id: string): readonly string[] {
  return entriesOf(`/proc/${id}/task`).map((thread) => read(`/proc/${id}/task/${thread}/status`));
}

// One that has ended has handled them too.
function isAtRest(status: string): boolean {
  const isAsleep = /^State:\s+[SZX]/m.test(status) && !/^(Sig|Shd)Pnd:\s+0*[1-9a-f]/m.test(status);
  return status === '' || isAsleep;
}

// Whoever goes to sleep again has given its processor up once more.
function timesOnProcessor(status: string): string {
  return ['Pid', 'voluntary_ctxt_switches', 'nonvoluntary_ctxt_switches']
    .map((field) => new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1])
    .join(' ');
}

function entriesOf(folder: string): readonly string[] {
  return orEnded(() => readdirSync(folder), []);
}

function read(file: string): string {
  return orEnded(() => readFileSync(file, 'utf8'), '');
}

// A process may end between two looks at it.
function orEnded<Found>(look: () => Found, ended: Found): Found {
  try {
    return look();
  } catch (error) {
    if (/^(ENOENT|ESRCH)$/.test((error as NodeJS.ErrnoException).code ?? '')) return ended;
    throw error;
  }
}
