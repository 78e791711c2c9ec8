import type { Change } from './plan.ts';

/**
 * What is applied together; a later wave starts only when the former had no error. The Service
 * stands before the pods, so that its name resolves when they start.
 */
const waveOfKind: Readonly<Record<string, number>> = {
  ConfigMap: 1,
  Secret: 1,
  ServiceAccount: 1,
  PersistentVolumeClaim: 1,
  // Before the pods that it keeps others away from.
  NetworkPolicy: 1,
  Service: 2,
  Deployment: 3,
};

const lastWave = 4;

/** Sorts the changes that write into waves, empty waves left out. */
export function wavesOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const waves = new Map<number, Change[]>();
  for (const change of changes) {
    if (change.action === 'unchanged') continue;
    const wave = waveOfKind[change.object.kind] ?? lastWave;
    waves.set(wave, [...(waves.get(wave) ?? []), change]);
  }
  return [...waves].sort(([a], [b]) => a - b).map(([, wave]) => wave);
}
