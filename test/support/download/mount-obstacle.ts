import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

/** Why no small file system can be had for a test on this machine, if so. */
export async function mountObstacle(): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-mount-'));
  try {
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'llmkube-test', folder]);
    await execa('umount', [folder]);
    return undefined;
  } catch {
    // Which of the many reasons it is makes no difference to the reader.
    return 'the right to mount a tmpfs, which root has outside of most containers';
  } finally {
    await rm(folder, { recursive: true });
  }
}
