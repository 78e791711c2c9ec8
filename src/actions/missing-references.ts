import { type Reference, referencesOf } from '../core/resolve/references.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import type { Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/**
 * Refusals for claims, Secrets, ConfigMaps and accounts that the release uses and does not make: a
 * pod would wait for a missing one for ever. A user who may not read them learns it from the pod.
 * Of what a Secret holds only the names of its keys are looked at.
 */
export async function missingReferences(
  resolved: Resolved,
  target: Target,
): Promise<readonly LlmkubeError[]> {
  const seen = new Map<string, Promise<Look>>();
  const refusals: LlmkubeError[] = [];
  for (const reference of referencesOf(resolved)) {
    const { kind, name, key } = reference;
    const id = `${kind}/${name}`;
    const looking = seen.get(id) ?? lookFor(reference, target);
    seen.set(id, looking);
    const found = await looking;
    if (found === 'absent') refusals.push(missing(reference, target));
    else if (found !== 'unseen' && key !== undefined && !found.has(key)) {
      refusals.push(missing(reference, target, found));
    }
  }
  return refusals;
}

/** The names of the keys in it. */
type Look = 'absent' | 'unseen' | ReadonlySet<string>;

async function lookFor({ kind, name }: Reference, target: Target): Promise<Look> {
  try {
    const object = await target.read({ apiVersion: 'v1', kind, name });
    if (object === undefined) return 'absent';
    return new Set(
      ['data', 'binaryData'].flatMap((part) => Object.keys(Object(Reflect.get(object, part)))),
    );
  } catch (error) {
    if (error instanceof LlmkubeError && error.code === 'FORBIDDEN') return 'unseen';
    throw error;
  }
}

function missing(
  { kind, name, key, field }: Reference,
  { address: { namespace } }: Target,
  keys?: ReadonlySet<string>,
): LlmkubeError {
  const object = `${kind} ${namespace}/${name}`;
  const fact = keys === undefined ? 'it does not exist' : `it has no key \`${key}\``;
  const isClaim = kind === 'PersistentVolumeClaim';
  return new LlmkubeError(
    isClaim ? 'CLAIM_NOT_FOUND' : 'REFERENCE_NOT_FOUND',
    `Cannot use ${object}: ${fact}`,
    {
      facts: { object, field, ...(keys === undefined ? {} : { key, keys: [...keys].sort() }) },
      suggestions:
        kind === 'ServiceAccount'
          ? makingAccount(name, namespace)
          : [`kubectl -n ${namespace} get ${kind.toLowerCase()}s`],
    },
  );
}

// Its rights are handed on by whoever has them, so that no deploy has to.
function makingAccount(name: string, namespace: string): readonly string[] {
  const of = `kubectl -n ${namespace} create`;
  return [
    `${of} serviceaccount ${name}`,
    `${of} role ${name} --verb=patch --resource=deployments.apps`,
    `${of} rolebinding ${name} --role=${name} --serviceaccount=${namespace}:${name}`,
  ];
}
