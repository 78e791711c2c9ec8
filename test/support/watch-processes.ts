import { readdir, readFile } from 'node:fs/promises';

export interface ProcessWatch {
  /** What the list of processes has shown so far, of each command line once. */
  readonly commandLines: ReadonlySet<string>;
  /** The environments of the programs of that name, which only its user can read. */
  readonly environments: ReadonlySet<string>;
  readonly stop: () => Promise<void>;
}

/** Looks at the command lines of all processes of this machine, over and over until it is stopped. */
export function watchProcesses(program?: string): ProcessWatch {
  const commandLines = new Set<string>();
  const environments = new Set<string>();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      for (const text of await Promise.all(ids.map(commandLineOf))) commandLines.add(text);
      if (program === undefined) continue;
      const own = await Promise.all(ids.map((id) => environmentOf(id, program)));
      for (const text of own) if (text !== undefined) environments.add(text);
    }
  })();
  return {
    commandLines,
    environments,
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

async function environmentOf(id: string, program: string): Promise<string | undefined> {
  // Before it is the program it is its shell.
  const isNow = async () => (await readFile(`/proc/${id}/comm`, 'utf8')).trim() === program;
  try {
    if (!(await isNow())) return undefined;
    const text = await readFile(`/proc/${id}/environ`, 'utf8');
    return text.replaceAll('\0', '\n');
  } catch {
    // It has ended, or is not ours to look at.
    return undefined;
  }
}
