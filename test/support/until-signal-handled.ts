import { readdir, readFile } from 'node:fs/promises';
import { pollUntil } from './cluster/poll-until.ts';
import { programFile } from './run-cli.ts';

/**
 * Waits until the run of the program with this word in its command line has taken the signals
 * that were sent to it. The kernel wakes a thread that a signal is for, any one of a process, which
 * wakes the main one: when all of them sleep and none has one pending, they are through with them.
 */
export async function untilSignalHandled(word: string): Promise<void> {
  await pollUntil({ what: `${word} to take its signal`, seconds: 20 }, async () => {
    const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const runs = await Promise.all(ids.map(async (id) => ((await isRunOf(id, word)) ? id : '')));
    const statuses = await Promise.all(runs.filter((id) => id !== '').map(statusesOf));
    return statuses.flat().every(isAtRest);
  });
}

async function isRunOf(id: string, word: string): Promise<boolean> {
  const words = (await read(`/proc/${id}/cmdline`)).split('\0');
  return words[1] === programFile && words.includes(word);
}

// Of each of its threads.
async function statusesOf(id: string): Promise<readonly string[]> {
  // It may have ended meanwhile.
  const threads = await readdir(`/proc/${id}/task`).catch(() => []);
  return await Promise.all(threads.map((thread) => read(`/proc/${id}/task/${thread}/status`)));
}

// One that has ended has handled them too.
function isAtRest(status: string): boolean {
  const isAsleep = /^State:\s+[SZX]/m.test(status) && !/^(Sig|Shd)Pnd:\s+0*[1-9a-f]/m.test(status);
  return status === '' || isAsleep;
}

async function read(file: string): Promise<string> {
  // A process may end between two looks at it.
  return await readFile(file, 'utf8').catch(() => '');
}
