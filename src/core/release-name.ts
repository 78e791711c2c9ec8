import { createHash } from 'node:crypto';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** Longest release name: derived object names add a suffix and still fit a DNS-1035 label. */
const longestName = 40;
const hashLength = 8;

/**
 * Folds what the user typed to the name of a release, a DNS-1035 label. Two spellings may fold
 * to one name: the record keeps the original, and a second one is refused.
 */
export function foldReleaseName(id: string): string {
  const dashed = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  if (dashed === '') {
    throw new LlmkubeError(
      'INVALID_NAME',
      `Cannot name a release \`${id}\`: it holds no letter from a to z and no digit`,
      { facts: { name: id } },
    );
  }
  const name = /^[0-9]/.test(dashed) ? `m-${dashed}` : dashed;
  if (name.length <= longestName) return name;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, hashLength);
  return `${name.slice(0, longestName - hashLength - 1)}-${hash}`;
}

/** Whether a text is the name of a release as it stands, so that every command finds it again. */
export function isReleaseName(text: string): boolean {
  return /[a-z0-9]/.test(text) && foldReleaseName(text) === text;
}
