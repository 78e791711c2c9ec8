import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LocalMachine, openLocalMachine } from '../local-machine.ts';
import { realEngineScript } from '../local-user.ts';

export interface HeldMachine extends LocalMachine {
  /** Lets its engines go on, as the real one or as another script, now and from now on. */
  readonly letEnginesRun: (script?: string) => Promise<void>;
  /** Holds those back that start from now on. */
  readonly holdEngines: () => Promise<void>;
}

/** A machine whose engines are the real one, which does not begin to load before it is let. */
export async function openHeldMachine(): Promise<HeldMachine> {
  const real = await realEngineScript();
  const machine = await openLocalMachine(
    [
      '#!/bin/sh',
      'real=$(dirname "$0")/real-engine',
      // Its version is asked for before anything starts.
      `[ "$1" = --version ] && echo 'version: 9999 (abc)' && exit 0`,
      'until [ -e "$real" ]; do sleep 0.05; done',
      'exec "$real" "$@"',
      '',
    ].join('\n'),
  );
  const file = join(machine.home, 'real-engine');
  const letEnginesRun = async (script = real) => {
    await writeFile(`${file}.new`, script);
    await chmod(`${file}.new`, 0o755);
    await rename(`${file}.new`, file);
  };
  return { ...machine, letEnginesRun, holdEngines: () => rm(file) };
}
