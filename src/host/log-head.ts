import { olderPartOf } from '../core/agent-protocol/engine-run.ts';
import { openIfThere } from './log-tail.ts';

/**
 * The first bytes of an engine's log as text, from its older part where it was cut; empty when
 * there is none.
 */
export async function readLogHead(file: string, bytes: number): Promise<string> {
  const handle = (await openIfThere(olderPartOf(file))) ?? (await openIfThere(file));
  if (handle === undefined) return '';
  try {
    const block = Buffer.alloc(bytes);
    const { bytesRead } = await handle.read(block, 0, bytes, 0);
    return block.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
