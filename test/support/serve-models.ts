import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyGguf } from '../../scripts/models/write-tiny-gguf.ts';
import { type FolderServer, serveFolder } from './models/serve-folder.ts';

export interface ServedModels extends FolderServer {
  readonly folder: string;
  /** What was fetched so far; who looks at a header asks for a range that ends in the file. */
  readonly downloads: () => FolderServer['requests'];
}

/**
 * Serves `/tiny.gguf` and `/other.gguf`, two models that any engine of ours loads in no time, at
 * an address that pods reach. For `beforeAll`: `close` ends it and removes the files.
 */
export async function serveModels(address: string): Promise<ServedModels> {
  const folder = await mkdtemp(join(tmpdir(), 'models-'));
  await writeTinyGguf(join(folder, 'tiny.gguf'), { seed: 1 });
  await writeTinyGguf(join(folder, 'other.gguf'), { seed: 2 });
  const server = await serveFolder({ folder, address });
  const close = async () => {
    await server.close();
    await rm(folder, { recursive: true });
  };
  const downloads = () =>
    server.requests.filter(
      ({ method, headers }) => method === 'GET' && !/^bytes=0-\d+$/.test(headers.range ?? ''),
    );
  return { ...server, folder, downloads, close };
}
