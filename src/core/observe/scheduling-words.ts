import { describeCause } from '../../errors/describe-cause.ts';
import type { CauseCode } from './cause-codes.ts';
import { readReference } from './reference-words.ts';

/** What the scheduler (1.37) says of a pod that it has no node for. */
export function readSchedulingWords(words: string): {
  readonly code: CauseCode;
  readonly message: string;
  readonly object?: string;
} {
  const missing = readReference(words);
  if (missing !== undefined) return { code: 'ReferenceMissing', ...missing };
  if (/bound to non-existent persistentvolume|is lost/i.test(words)) {
    return { code: 'ClaimLost', message: `its volume is gone: ${shorten(words)}` };
  }
  if (/unbound immediate PersistentVolumeClaims/.test(words)) {
    return { code: 'ClaimUnbound', message: 'its claim has no volume yet' };
  }
  // Where other nodes only lack room, one of them may still be where the volume is.
  if (
    /volume node affinity|PersistentVolume's node affinity/.test(words) &&
    !/Insufficient/.test(words)
  ) {
    return {
      code: 'VolumeOnOtherNode',
      message: `no node can reach its volume: ${shorten(words)}`,
    };
  }
  return { code: 'Unschedulable', message: `no node has room for it: ${shorten(words)}` };
}

/** Whether the pod waits for its claim, which the claim's own events explain better. */
export function waitsForClaim(words: string): boolean {
  return /PersistentVolumeClaim/i.test(words);
}

function shorten(words: string): string {
  return describeCause(words.replace(/\.? preemption: .*$/s, '').replace(/\. not found$/, ''));
}
