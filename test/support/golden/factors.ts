import type { PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { runtimeSamples } from './runtime-samples.ts';

/** What a release can be of: by a name, the part of a spec that says it. */
export type Factor = Readonly<Record<string, PartialIntent>>;

const gpu = (rest: PartialIntent = {}): PartialIntent => ({ hardware: { gpus: 1, ...rest } });

/** Each runtime with weights that it takes. */
const runtimes: Factor = Object.fromEntries(
  runtimeSamples.map(({ name, release }) => [name, release]),
);

const accelerators: Factor = {
  cpu: {},
  nvidia: gpu({ vendor: 'nvidia' }),
  'nvidia-two': { hardware: { gpus: 2, vendor: 'nvidia' } },
  'nvidia-mig': gpu({ vendor: 'nvidia', mig: '3g.20gb' }),
  'nvidia-shared': gpu({ resourceName: 'nvidia.com/gpu.shared' }),
  claims: {
    hardware: { vendor: 'nvidia', claims: [{ name: 'gpu', templateName: 'one-gpu' }] },
  },
  amd: gpu({ vendor: 'amd' }),
  'amd-vulkan': gpu({
    vendor: 'amd',
    backend: 'vulkan',
    resourceName: 'devic.es/dri-render',
    renderGroup: 992,
  }),
  intel: gpu({ vendor: 'intel' }),
  'intel-xe': gpu({ resourceName: 'gpu.intel.com/xe' }),
};

/** Where the weights are kept; the empty one reads them from a claim that they are in. */
const storage: Factor = {
  own: {},
  shared: { cache: { mode: 'shared' } },
  claim: { cache: { mode: 'claim', claim: 'weights' } },
  none: { cache: { mode: 'none' } },
  read: { model: { source: 'pvc://weights/m.gguf' } },
};

const modes: Factor = {
  chat: {},
  embedding: { serving: { mode: 'embedding' } },
  rerank: { serving: { mode: 'rerank' } },
};

/** In the order in which they are laid over one another, and named in a golden. */
export const factors: readonly Factor[] = [runtimes, accelerators, storage, modes];
