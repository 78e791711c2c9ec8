import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { writeTinyGguf } from '../../../scripts/models/write-tiny-gguf.ts';
import { type FolderServer, serveFolder } from '../models/serve-folder.ts';

/** Serves `/tiny.gguf` at an address of this machine until the running test has finished. */
export async function serveTinyModel(address: string): Promise<FolderServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tiny-model-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeTinyGguf(join(folder, 'tiny.gguf'));
  const server = await serveFolder({ folder, address });
  onTestFinished(() => server.close());
  return server;
}
