import type { StoredRecord, Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { type Named, otherSpelling } from './check-spelling.ts';

/** Gives back the record that was read, or throws that there is no release of that spelling. */
export function requireRelease(
  { id, release, verb }: Named & { readonly verb: string },
  stored: StoredRecord | undefined,
  target: Pick<Target, 'address'>,
): StoredRecord {
  if (stored !== undefined && otherSpelling({ id, release }, stored) === undefined) return stored;
  const { namespace } = target.address;
  throw new LlmkubeError(
    'RELEASE_NOT_FOUND',
    `Cannot ${verb} \`${id}\`: namespace \`${namespace}\` has no such release`,
    {
      facts: { release, namespace },
      suggestions: [`llmkube list -n ${namespace}`, 'llmkube list -A'],
    },
  );
}
