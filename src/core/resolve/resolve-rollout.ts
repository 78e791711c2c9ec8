import { isOfClaim } from '../source/source-in.ts';
import type { ResolveInput } from './resolve.ts';
import type { Resolved } from './resolved.ts';

/** Where the weights are kept. */
export interface Kept {
  readonly model: { readonly source: string };
  readonly cache?:
    | { readonly mode?: string | undefined; readonly access?: string | undefined }
    | undefined;
}

/** Whether pods mount a claim that one node, or one pod, may write to. */
export function isSingleWriter({ model, cache }: Kept): boolean {
  if (isOfClaim(model.source)) return false;
  const mode = cache?.mode ?? 'release';
  return /^(release|shared)$/.test(mode) && cache?.access !== 'ReadWriteMany';
}

/**
 * How pods are replaced: one after another where nothing is in the way. A release that was made
 * before it could be said stays at `recreate`, which is what absent means.
 */
export function resolveStrategy({
  intent,
  previous,
  before,
  place,
}: Pick<ResolveInput, 'intent' | 'previous' | 'before' | 'place'>): Resolved['strategy'] {
  if (place === 'host') return undefined;
  const asked = intent.rollout?.strategy;
  if (asked !== undefined) return asked === 'recreate' ? undefined : asked;
  const { gpus = 0, claims } = intent.hardware ?? {};
  if (gpus > 0 || claims !== undefined || isSingleWriter(intent)) return undefined;
  const wasAsked = Reflect.get(Object(before?.rollout), 'strategy') !== undefined;
  return previous === undefined || wasAsked ? 'rolling' : previous.strategy;
}
