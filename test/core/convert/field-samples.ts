/** What becomes of a field: part of the new `spec`, a sentence that refuses it, or one of a note. */
export type Fate =
  | { readonly becomes: object }
  | { readonly refused: string }
  | { readonly dropped: string };

export interface Sample {
  /** Of the Model's spec. */
  readonly model?: object;
  /** Of the service's spec. */
  readonly service?: object;
  readonly fate: Fate;
}

type Samples = Readonly<Record<string, readonly Sample[]>>;

const becomes = (part: object): Fate => ({ becomes: part });
const refused = (words: string): Fate => ({ refused: words });
const dropped = (words: string): Fate => ({ dropped: words });
const ofModel = (model: object, fate: Fate, service?: object): Sample => ({
  model,
  fate,
  ...(service === undefined ? {} : { service }),
});
const gpu = (more: object): object => ({ hardware: { gpu: { count: 1, ...more } } });
const twoGpus = (sharding: object): object => ({ hardware: { gpu: { count: 2, sharding } } });
const url = 'https://models.example/qwen.gguf';
const digest = 'A'.repeat(64);

/** Samples of every field of a Model's spec. */
export const modelSamples: Samples = {
  source: [
    ofModel({ source: url }, becomes({ model: { source: url } })),
    ofModel({ source: 'pvc://w/a/b.gguf' }, becomes({ model: { source: 'pvc://w/a/b.gguf' } })),
    ofModel(
      { source: 'https://huggingface.co/o/r/blob/main/a/b.gguf' },
      becomes({ model: { source: 'hf://o/r@main/a/b.gguf' } }),
    ),
    ofModel({ source: 'o/r' }, becomes({ model: { source: 'o/r' } })),
    ofModel({ source: 's3://bucket/m.gguf' }, becomes({ model: { source: 's3://bucket/m.gguf' } })),
    ofModel({ source: '/srv/m.gguf' }, refused('no pod can read')),
    ofModel({ source: 'FILE:///srv/m.gguf' }, refused('no pod can read')),
  ],
  sha256: [
    ofModel({ sha256: digest }, becomes({ model: { sha256: digest.toLowerCase() } })),
    ofModel({ sha256: digest, source: 'pvc://w/m.gguf' }, dropped('never checked')),
  ],
  sourceSecretRef: [
    ofModel(
      { source: 'hf://o/r/m.gguf', sourceSecretRef: { name: 'hub' } },
      becomes({ model: { tokenSecret: { name: 'hub', key: 'HF_TOKEN' } } }),
    ),
    ofModel(
      { source: 's3://bucket/m.gguf', sourceSecretRef: { name: 'keys' } },
      becomes({ model: { source: 's3://bucket/m.gguf', s3: { secret: 'keys' } } }),
    ),
    ofModel({ sourceSecretRef: { name: 's' } }, dropped('showed it to no source')),
  ],
  refreshPolicy: [
    ofModel({ refreshPolicy: 'IfNotPresent' }, becomes({})),
    ofModel({ refreshPolicy: 'OnChange' }, refused('restart never serves others')),
  ],
  prefetch: [
    ofModel({ prefetch: false }, becomes({})),
    ofModel({ prefetch: true }, refused('before the first pod')),
  ],
  prefetchTolerations: [
    ofModel({ prefetchTolerations: [{ operator: 'Exists' }] }, dropped('without `prefetch`')),
  ],
  format: [
    ofModel({ format: 'gguf' }, becomes({})),
    ofModel({ format: 'safetensors' }, refused('only form')),
  ],
  quantization: [ofModel({ quantization: 'Q4_K_M' }, dropped('used it for nothing'))],
  files: [
    ofModel(
      { source: 's3://bucket/qwen', files: ['q/m.gguf'] },
      becomes({ model: { source: 's3://bucket/qwen/q/m.gguf' } }),
    ),
    ofModel(
      { source: 'hf://o/r@v1', files: ['q/m.gguf'] },
      becomes({ model: { source: 'hf://o/r@v1/q/m.gguf' } }),
    ),
    ofModel(
      { source: 'https://huggingface.co/o/r/tree/v1', files: ['m.gguf'] },
      becomes({ model: { source: 'hf://o/r@v1/m.gguf' } }),
    ),
    ofModel(
      { source: 'o/r', files: ['m.gguf'] },
      becomes({ model: { source: 'hf://o/r/m.gguf' } }),
    ),
    ofModel(
      { source: 'hf://o/r', files: ['a.gguf', 'b.gguf'] },
      refused('neither the weights nor'),
    ),
    ofModel({ files: ['m.gguf'] }, refused('has no effect but on')),
    ofModel({ files: [] }, dropped('no list')),
  ],
  mmproj: [
    ofModel({ mmproj: 'p.gguf' }, dropped('without `files`')),
    ofModel(
      { source: 'hf://o/r@v1', files: ['m.gguf', 'p.gguf'], mmproj: 'p.gguf' },
      becomes({ model: { projector: { source: 'hf://o/r@v1/p.gguf' } } }),
    ),
  ],
  'resources.cpu': [ofModel({ resources: { cpu: '2' } }, dropped('InferenceService alone'))],
  'resources.memory': [
    ofModel({ resources: { memory: '4Gi' } }, dropped('InferenceService alone')),
  ],
  'hardware.accelerator': [
    ofModel({ hardware: { accelerator: 'cpu' } }, becomes({})),
    ofModel({ hardware: { accelerator: 'cuda' } }, dropped('chose nothing')),
    ofModel({ hardware: { accelerator: 'metal' } }, refused('--local')),
  ],
  'hardware.gpu.enabled': [
    ofModel({ hardware: { gpu: { enabled: true } } }, dropped('asked for no GPU')),
    ofModel(gpu({ enabled: false }), dropped('count alone')),
    ofModel(gpu({ enabled: true }), becomes({ hardware: { gpus: 1 } })),
  ],
  'hardware.gpu.count': [
    ofModel({ hardware: { gpu: { count: 2 } } }, becomes({ hardware: { gpus: 2 } })),
    ofModel({ hardware: { gpu: { count: 0 } } }, becomes({})),
    ofModel({ hardware: { gpu: { count: 0 } } }, dropped('of the InferenceService'), {
      resources: { gpu: 1 },
    }),
  ],
  'hardware.gpu.memory': [ofModel(gpu({ memory: '8Gi' }), dropped('quotas alone'))],
  'hardware.gpu.vendor': [
    ofModel(gpu({ vendor: 'amd' }), becomes({ hardware: { gpus: 1, vendor: 'amd' } })),
    ofModel({ hardware: { gpu: { vendor: 'nvidia' } } }, dropped('without a GPU')),
  ],
  'hardware.gpu.resourceName': [
    ofModel(gpu({ resourceName: 'a.b/gpu' }), becomes({ hardware: { resourceName: 'a.b/gpu' } })),
  ],
  'hardware.gpu.tolerationKey': [
    ofModel(gpu({ tolerationKey: 'a.b/gpu' }), becomes({ hardware: { tolerationKey: 'a.b/gpu' } })),
  ],
  'hardware.gpu.runtime': [
    ofModel(
      gpu({ vendor: 'amd', runtime: 'vulkan' }),
      becomes({ hardware: { vendor: 'amd', resourceName: 'devic.es/dri-render' } }),
    ),
    ofModel(gpu({ runtime: 'rocm' }), dropped('of AMD')),
  ],
  'hardware.gpu.layers': [
    ofModel(gpu({ layers: 20 }), becomes({ runtime: { llamacpp: { gpuLayers: 20 } } })),
    ofModel(gpu({ layers: -1 }), becomes({ hardware: { gpus: 1 } })),
    ofModel({ hardware: { gpu: { layers: 20 } } }, dropped('without a GPU')),
  ],
  'hardware.gpu.sharding.strategy': [
    ofModel(twoGpus({ strategy: 'tensor' }), becomes({ hardware: { split: { mode: 'row' } } })),
    ofModel(twoGpus({ strategy: 'pipeline' }), becomes({ hardware: { split: { mode: 'layer' } } })),
    ofModel(twoGpus({ strategy: 'none' }), becomes({ hardware: { split: { mode: 'none' } } })),
    ofModel(twoGpus({}), becomes({ hardware: { split: { mode: 'layer', ratio: [1, 1] } } })),
    ofModel(twoGpus({ strategy: 'row' }), dropped('`extraArgs` came after it'), {
      extraArgs: ['--split-mode', 'none'],
    }),
    ofModel(gpu({ sharding: { strategy: 'row' } }), dropped('second GPU')),
  ],
  'hardware.gpu.sharding.layerSplit': [
    ofModel(
      twoGpus({ layerSplit: ['0-24', '25-39'] }),
      becomes({ hardware: { split: { ratio: [5, 3] } } }),
    ),
    ofModel(twoGpus({ layerSplit: ['0-24'] }), dropped('one range')),
    ofModel(twoGpus({ layerSplit: ['24-0', '25-39'] }), dropped('one range')),
  ],
  'hardware.gpu.resourceClaims': [
    ofModel(
      { hardware: { gpu: { resourceClaims: [{ name: 'g', templateName: 't' }] } } },
      becomes({ hardware: { claims: [{ name: 'g', templateName: 't' }] } }),
    ),
    ofModel(gpu({ resourceClaims: [{ name: 'g', claimName: 'c' }] }), refused('one of them')),
  ],
  'hardware.memoryBudget': [ofModel({ hardware: { memoryBudget: '20Gi' } }, dropped('Mac'))],
  'hardware.memoryFraction': [ofModel({ hardware: { memoryFraction: 0.5 } }, dropped('Mac'))],
};
