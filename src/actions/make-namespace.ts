import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Ports } from './ports.ts';

/**
 * Makes the target's namespace after `missing` told that it is not there, or may not be: in one
 * that does not exist nobody has rights, and most users are told only that. Throws what was told
 * when the namespace turns out to be there.
 */
export async function makeNamespace(
  missing: LlmkubeError,
  { target, emit }: Pick<Ports, 'target' | 'emit'>,
): Promise<void> {
  const made = await target.createNamespace().catch((error: unknown) => {
    throw missing.code === 'FORBIDDEN' && isDenial(error) ? bothDenied(error, missing) : error;
  });
  if (made === 'existed' && missing.code === 'FORBIDDEN') throw missing;
  if (made === 'existed') return;
  const object = `Namespace ${target.address.namespace}`;
  emit({ type: 'objectApplied', object, action: 'create' });
}

/** Whether making the namespace may help. */
export function isMissingNamespace(error: unknown): error is LlmkubeError {
  return error instanceof LlmkubeError && /^(NAMESPACE_NOT_FOUND|FORBIDDEN)$/.test(error.code);
}

function isDenial(error: unknown): error is LlmkubeError {
  return error instanceof LlmkubeError && error.code === 'FORBIDDEN';
}

// Which of the two is in the way only somebody can tell who may look.
function bothDenied(creation: LlmkubeError, inside: LlmkubeError): LlmkubeError {
  return new LlmkubeError('FORBIDDEN', creation.message, {
    facts: { ...creation.facts, alsoRefused: [inside.message] },
    suggestions: [...creation.suggestions, ...inside.suggestions.slice(-1)].slice(0, 3),
    cause: creation,
  });
}
