import path from 'node:path';
import type { VerifyPorts } from '../actions/verify-catalog.ts';
import { throwIfStopped } from './throw-if-stopped.ts';
import { withHub } from './with-hub.ts';
import { writeWholeFile } from './write-whole-file.ts';

/** Lends the work the hub that the environment names. */
export async function withVerifyPorts<Result>(
  work: (ports: VerifyPorts) => Promise<Result>,
): Promise<Result> {
  return await withHub(async ({ access, readRepository, options }) => {
    const readOrStop = async (repo: string) => {
      const sight = await readRepository(repo);
      throwIfStopped(options.signal, 'verify the catalog');
      return sight;
    };
    const writeFile = (file: string, text: string) => writeWholeFile(path.resolve(file), text);
    return await work({ hub: access.endpoint, readRepository: readOrStop, writeFile });
  });
}
