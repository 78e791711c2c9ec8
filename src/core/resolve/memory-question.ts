import { canonicalJson } from '../canon/canonical.ts';
import type { Resolved } from './resolved.ts';

/** What the memory of a release follows from. */
const fields = [
  'place',
  'runtime',
  'contextLength',
  'concurrency',
  'mode',
  'speculative',
  'gpus',
  'vendor',
  'backend',
  'gpuResource',
  'gpuMemory',
  'claims',
  'split',
  'options',
  'args',
  'memory',
  'memoryCheck',
] as const satisfies readonly (keyof Resolved)[];

/** Whether two states of a release take the same memory, by all that it follows from. */
export function takesSameMemory(one: Resolved, other: Resolved): boolean {
  return questionOf(one) === questionOf(other);
}

function questionOf(resolved: Resolved): string {
  const weights = [resolved.model, ...(resolved.files ?? []).map(({ at }) => at)];
  return canonicalJson([
    fields.map((field) => resolved[field] ?? null),
    weights.map((each) => [
      each.source,
      Object(each).sha256,
      Object(each).fingerprint,
      Object(each).bytes,
    ]),
    nodesOf(resolved),
  ]);
}

// Where nobody says how large the GPUs are, the nodes do that a pod may land on.
function nodesOf({ gpus, gpuMemory, pod }: Resolved): unknown {
  if (gpus === 0 || gpuMemory !== undefined) return null;
  return [pod?.nodeSelector ?? null, pod?.affinity ?? null];
}
