import path from 'node:path';
import { execa } from 'execa';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';
import { type FoundEngine, findEngine } from '../../src/host/find-engine.ts';
import type { Folders } from '../../src/host/folders.ts';
import { unpackEngine } from '../engine/unpack-engine.ts';

/**
 * The engine that llmkube finds on this machine; where there is none, Debian's is unpacked into
 * the cache first. Rejects, with what is in the way, where neither can be.
 */
export async function bringEngine(folders: Folders): Promise<FoundEngine> {
  const search = { environment: process.env, folders };
  try {
    return await findEngine(search);
  } catch (error) {
    // One that was named, or is there and of no use, is for its owner to put right.
    const isMissing = error instanceof LlmkubeError && error.code === 'ENGINE_NOT_FOUND';
    if (!isMissing || process.env.LLMKUBE_LLAMA_SERVER) throw error;
    await requirePackageTools();
    process.stderr.write("engine: unpacking Debian's llama.cpp, nothing is installed\n");
    await unpackEngine(path.join(folders.unpackedEngines, 'llama.cpp'));
    return await findEngine(search);
  }
}

async function requirePackageTools(): Promise<void> {
  for (const tool of ['apt-get', 'dpkg-deb']) {
    const { failed } = await execa(tool, ['--version'], { reject: false });
    if (failed) throw new Error(`This is no Debian-like machine: there is no \`${tool}\``);
  }
}
