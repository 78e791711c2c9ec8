import type { Resolved } from '../resolve/resolved.ts';
import type { EnginePlaces } from '../runtime.ts';
import { cacheClaimName } from './cache-claim.ts';

/** Where the weights are in every container that sees them. */
export const weightsRoot = '/models';

/** Where programs of any kind may write what nobody needs later. */
export const scratchRoot = '/tmp';

/** What the engine is told to serve: a place in its container, or a repository that it fetches. */
export function servedWeights({ model }: Pick<Resolved, 'model'>): string {
  return model.kind === 'repository' ? model.repo : `${weightsRoot}/${model.file}`;
}

/**
 * The volume that holds the weights. Kinds have names of their own: Kubernetes cannot turn a
 * volume of one kind into another under the same name.
 */
export function weightsVolume(
  release: string,
  { model, cache }: Pick<Resolved, 'model' | 'cache'>,
): { readonly name: string } {
  if (model.kind === 'claim') {
    const persistentVolumeClaim = { claimName: model.claim, readOnly: true };
    return { name: 'source', ...{ persistentVolumeClaim } };
  }
  if (cache.mode === 'none') return { name: 'weights', ...{ emptyDir: {} } };
  const claimName = cacheClaimName(release, cache);
  return { name: 'cache', ...{ persistentVolumeClaim: { claimName } } };
}

/** Where an engine in a pod finds its files, all of which one volume holds. */
export function placesOf(resolved: Resolved): EnginePlaces {
  const files = resolved.files?.map(({ at }) => `${weightsRoot}/${at.file}`);
  return { weights: servedWeights(resolved), ...(files === undefined ? {} : { files }) };
}
