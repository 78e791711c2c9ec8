import type { Facts } from './facts.ts';
import { routerKind } from './router.ts';
import type { Rows } from './row.ts';

function isOfModel({ model }: Facts): boolean {
  return (model.hardware?.gpu?.count ?? 0) > 0;
}

function ofCache({ fromClaim }: Facts): string | undefined {
  return fromClaim ? 'the weights are read from the claim of the source' : undefined;
}

/** What a pod asks for and where its weights are kept. */
export const resourceRows: Rows = {
  'resources.gpu': {
    drop: (facts) => (isOfModel(facts) ? 'the count of the Model came before it' : undefined),
    to: 'hardware.gpus',
    as: ({ gpus }) => (gpus > 0 ? gpus : undefined),
  },
  'resources.cpu': { to: 'resources.cpu' },
  'resources.memory': {
    drop: ({ service }) =>
      service.resources?.hostMemory === undefined ? undefined : '`hostMemory` came before it',
    to: 'resources.memory',
  },
  'resources.hostMemory': { to: 'resources.memory' },
  'resources.ephemeralStorage': { to: 'resources.ephemeral' },
  'resources.gpuMemory': { drop: 'the operator never read it' },
  'resources.gpuSharing.mode': {
    same: 'exclusive',
    refuse: sharingRefusal,
    drop: ({ service }) =>
      service.resources?.gpuSharing?.mode === 'shared'
        ? 'a pod asked for the same GPU of AMD with it and without'
        : undefined,
    // `profile` says which part it is.
    parts: () => [],
  },
  'resources.gpuSharing.profile': {
    refuse: ({ service }) =>
      service.resources?.gpuSharing?.mode === 'partitioned'
        ? undefined
        : 'has no effect unless `mode` is `partitioned`',
    to: 'hardware.mig',
  },
  'resources.gpuSharing.memoryLimitGiB': {
    drop: 'it was counted in quotas alone and never reached a pod',
  },
  skipModelInit: {
    same: false,
    refuse: ({ engine, runtime }) =>
      engine === undefined && runtime !== routerKind
        ? 'cannot be true: weights that are there already are `source: pvc://CLAIM/PATH`'
        : undefined,
    drop: ({ engine }) =>
      engine?.takesRepository === true
        ? 'the engine fetches a repository itself'
        : 'what the source names is fetched before the engine starts',
  },
  'modelCache.persistence': {
    refuse: ({ service }) =>
      service.modelCache?.persistence === 'Ephemeral' && service.modelCache.claimName !== undefined
        ? 'cannot be `Ephemeral` beside `claimName`'
        : undefined,
    drop: ofCache,
    to: 'cache.mode',
    as: ({ service }) => (service.modelCache?.persistence === 'Ephemeral' ? 'none' : undefined),
  },
  'modelCache.claimName': {
    drop: ofCache,
    parts: ({ service }) => [
      { to: ['cache', 'mode'], value: 'claim' },
      { to: ['cache', 'claim'], value: service.modelCache?.claimName },
    ],
  },
};

function sharingRefusal({ service, model, gpus }: Facts): string | undefined {
  const { mode, profile } = service.resources?.gpuSharing ?? {};
  const { vendor = 'nvidia', resourceName } = model.hardware?.gpu ?? {};
  if (mode === 'shared') {
    return vendor === 'amd'
      ? undefined
      : 'cannot be `shared`: which nodes share a GPU stood in the options of the operator; write `nodeSelector` for them and remove it';
  }
  if (profile === undefined) return 'is `partitioned` without a `profile`';
  if (vendor !== 'nvidia' || resourceName !== undefined) {
    return 'cannot be `partitioned` beside another vendor than nvidia or a `resourceName`';
  }
  return gpus === 1 ? undefined : 'is `partitioned`, which asks for exactly one GPU';
}
