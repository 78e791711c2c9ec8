import { readdir, readFile } from 'node:fs/promises';

export interface ProcessWatch {
  /** What the list of processes has shown so far, of each command line once. */
  readonly commandLines: ReadonlySet<string>;
  readonly stop: () => Promise<void>;
}

/** Looks at the command lines of all processes of this machine, over and over until it is stopped. */
export function watchProcesses(): ProcessWatch {
  const commandLines = new Set<string>();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      for (const text of await Promise.all(ids.map(commandLineOf))) commandLines.add(text);
    }
  })();
  return {
    commandLines,
    stop: async () => {
      isOver = true;
      await watching;
    },
  };
}

async function commandLineOf(id: string): Promise<string> {
  // A process may end between the list and the look at it.
  const text = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
  return text.replaceAll('\0', ' ').trim();
}
