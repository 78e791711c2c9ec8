import type { Resolved } from '../resolve/resolved.ts';
import type { Runtime } from '../runtime.ts';
import { canonicalQuantity, parseBytesQuantity } from '../text/quantity.ts';

const name = 'shared-memory';
const gibibyte = 1024 ** 3;

interface Sharing {
  readonly resolved: Resolved;
  readonly runtime: Pick<Runtime, 'keeps'>;
}

/** For the engine itself, and as much for each GPU that its processes speak for. */
function bytesOf({ resolved, runtime }: Sharing): number {
  if (!runtime.keeps?.sharesMemory) return 0;
  return (1 + Math.max(1, resolved.gpus)) * 2 * gibibyte;
}

/** The volume behind `/dev/shm`, which a container has 64 MiB of by itself. */
export function sharedMemoryVolumes(sharing: Sharing): readonly object[] {
  const bytes = bytesOf(sharing);
  if (bytes === 0) return [];
  return [{ name, emptyDir: { medium: 'Memory', sizeLimit: `${bytes / gibibyte}Gi` } }];
}

export function sharedMemoryMounts(sharing: Sharing): readonly object[] {
  return bytesOf(sharing) === 0 ? [] : [{ name, mountPath: '/dev/shm' }];
}

/**
 * The memory of a container, with the shared one on top of what somebody gave: Kubernetes counts
 * what is written there as memory of the container, and ends it when that is more than its limit.
 */
export function withSharedMemory(sharing: Sharing): Resolved {
  const { resolved } = sharing;
  const bytes = bytesOf(sharing);
  const given = parseBytesQuantity(resolved.memory);
  if (bytes === 0 || given === undefined) return resolved;
  const isBinary = /i$/.test(resolved.memory ?? '') || given % 1024 === 0;
  const sum = given + bytes;
  const text = isBinary && sum % 1024 === 0 ? `${sum / 1024}Ki` : String(sum);
  return { ...resolved, memory: canonicalQuantity(text) ?? text };
}
