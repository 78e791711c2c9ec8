import type { LaunchWeights } from '../core/agent-protocol/launch.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { readLocalFile } from './read-local-file.ts';

/** Whether a file of this machine is still the one that was deployed; `words` say what it is not. */
export type FileVerdict =
  | { readonly kind: 'same' }
  | { readonly kind: 'gone' | 'replaced' | 'unreadable'; readonly words: string };

/** Looks at the file's size and at its ends, as when it was deployed. */
export async function checkFile(
  weights: LaunchWeights & { readonly kind: 'file' },
): Promise<FileVerdict> {
  const name = `\`${weights.path}\``;
  try {
    const file = await readLocalFile(weights.path);
    if (file === undefined) return { kind: 'replaced', words: `${name} is no file any more` };
    if (file.bytes !== weights.bytes) {
      const words = `${name} has ${file.bytes} bytes and had ${weights.bytes} when it was deployed`;
      return { kind: 'replaced', words };
    }
    if (file.fingerprint === weights.fingerprint) return { kind: 'same' };
    return { kind: 'replaced', words: `${name} is not the file that was deployed` };
  } catch (thrown) {
    const isGone = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    if (isGone) return { kind: 'gone', words: `${name} does not exist any more` };
    return { kind: 'unreadable', words: `${name} cannot be read: ${describeCause(thrown)}` };
  }
}
