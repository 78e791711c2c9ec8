import { canonicalJson } from '../canon/canonical.ts';
import type { Resolved } from './resolved.ts';

/** What the memory of a release follows from. */
const fields = [
  'place',
  'runtime',
  'contextLength',
  'mode',
  'speculative',
  'gpus',
  'vendor',
  'backend',
  'gpuResource',
  'gpuMemory',
  'claims',
  'split',
  'memory',
  'memoryCheck',
] as const satisfies readonly (keyof Resolved)[];

/** What of the settings of an engine its memory follows from, in any form that is JSON. */
export type MemorySettings = (resolved: Resolved) => unknown;

/**
 * Whether two states of a release take the same memory, by all that it follows from: of an engine
 * that does not tell which of its settings matter, all of them.
 */
export function takesSameMemory(
  one: Resolved,
  other: Resolved,
  settingsOf: MemorySettings = allSettings,
): boolean {
  return questionOf(one, settingsOf) === questionOf(other, settingsOf);
}

function allSettings({ options, args, concurrency }: Resolved): unknown {
  return [options ?? null, args ?? null, concurrency ?? null];
}

function questionOf(resolved: Resolved, settingsOf: MemorySettings): string {
  const weights = [resolved.model, ...(resolved.files ?? []).map(({ at }) => at)];
  return canonicalJson([
    fields.map((field) => resolved[field] ?? null),
    settingsOf(resolved),
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
  return [pod?.nodeSelector ?? null, pod?.affinity ?? null, pod?.tolerations ?? null];
}
