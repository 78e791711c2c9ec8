import type { Resolved } from '../core/resolve/resolved.ts';
import type { Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/**
 * Refusals for claims that the release mounts and does not make: a pod would wait for a missing
 * one for ever. A user who may not read claims learns it from the pod.
 */
export async function missingClaims(
  { model, cache }: Pick<Resolved, 'model' | 'cache'>,
  target: Target,
): Promise<readonly LlmkubeError[]> {
  const name = model.kind === 'claim' ? model.claim : cache.claim;
  if (name === undefined) return [];
  const field = model.kind === 'claim' ? 'model.source' : 'cache.claim';
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name };
  try {
    return (await target.read(claim)) === undefined ? [missing(name, field, target)] : [];
  } catch (error) {
    if (error instanceof LlmkubeError && error.code === 'FORBIDDEN') return [];
    throw error;
  }
}

function missing(name: string, field: string, { address }: Target): LlmkubeError {
  const object = `PersistentVolumeClaim ${address.namespace}/${name}`;
  return new LlmkubeError('CLAIM_NOT_FOUND', `Cannot use ${object}: it does not exist`, {
    facts: { object, field },
    suggestions: [`kubectl -n ${address.namespace} get persistentvolumeclaims`],
  });
}
