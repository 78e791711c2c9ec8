import { homedir } from 'node:os';
import path from 'node:path';
import type { VerifyPorts } from '../actions/verify-catalog.ts';
import { withRepositories } from '../models/read-repositories.ts';
import { hubAccess } from './hub-access.ts';
import { stopSignal } from './stop-signal.ts';
import { throwIfStopped } from './throw-if-stopped.ts';
import { writeWholeFile } from './write-whole-file.ts';

/** Lends the work the hub that the environment names. */
export async function withVerifyPorts<Result>(
  work: (ports: VerifyPorts) => Promise<Result>,
): Promise<Result> {
  const stop = stopSignal();
  try {
    const access = await hubAccess(process.env, homedir());
    const options = { signal: stop.signal, environment: process.env };
    return await withRepositories(access, options, async (ask) => {
      const readRepository = async (repo: string) => {
        const sight = await ask(repo);
        throwIfStopped(stop.signal, 'verify the catalog');
        return sight;
      };
      const writeFile = (file: string, text: string) => writeWholeFile(path.resolve(file), text);
      return await work({ hub: access.endpoint, readRepository, writeFile });
    });
  } finally {
    stop.release();
  }
}
