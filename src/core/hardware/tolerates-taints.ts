import type { Manifest } from '../manifest.ts';
import type { Resolved } from '../resolve/resolved.ts';
import { gpuResourceOf } from './gpu-resource.ts';

type Asked = Pick<Resolved, 'gpus' | 'gpuResource' | 'vendor' | 'pod'>;

interface Taint {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly effect?: unknown;
}

/**
 * Whether the taints of a node let the pods of a release be scheduled there, as Kubernetes 1.37
 * compares them; a pod with GPUs tolerates the taint that is named after their resource.
 */
export function toleratesTaints(node: Manifest, asked: Asked): boolean {
  const { taints } = Object(Object(node).spec);
  if (!Array.isArray(taints)) return true;
  const tolerations = [
    ...(asked.gpus > 0 ? [{ key: gpuResourceOf(asked), operator: 'Exists' as const }] : []),
    ...(asked.pod?.tolerations ?? []),
  ];
  return taints
    .map((taint: unknown): Taint => Object(taint))
    .filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
    .every((taint) => tolerations.some((each) => tolerates(each, taint)));
}

type Toleration = NonNullable<NonNullable<Resolved['pod']>['tolerations']>[number];

function tolerates(
  { key = '', operator = 'Equal', value = '', effect }: Toleration,
  taint: Taint,
): boolean {
  if (effect !== undefined && effect !== taint.effect) return false;
  if (key === '') return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || value === (taint.value ?? ''));
}
