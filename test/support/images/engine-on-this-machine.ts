import { join } from 'node:path';
import { buildServerImage } from './build-server-image.ts';

export interface EngineProgram {
  file: string;
  /** Arguments that come before the program's own. */
  args: string[];
  cwd: string;
}

const MACHINE =
  process.arch === 'arm64'
    ? { triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' }
    : { triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' };

/**
 * How to start a program of the server image (`llama-server`, `llama-fit-params`, ...) directly on
 * this machine: through the image's own dynamic loader, so that nothing is installed. The working
 * folder is where the CPU backends lie, because ggml looks for them there; give absolute paths.
 */
export async function engineOnThisMachine(program: string): Promise<EngineProgram> {
  const { root } = await buildServerImage();
  const libraries = join(root, 'usr/lib', MACHINE.triplet);
  const searched = [libraries, join(libraries, 'llama')].join(':');
  return {
    file: join(libraries, MACHINE.loader),
    args: ['--library-path', searched, join(root, 'usr/bin', program)],
    cwd: join(libraries, 'ggml/backends0'),
  };
}
