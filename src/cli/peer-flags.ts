/** What becomes of a flag that the `deploy` of the Go operator's command line has. */
export type PeerFlag =
  /** Ours has it under the same name. */
  | { readonly kind: 'same' }
  /** Ours says it differently; `how` stands after `use`. */
  | { readonly kind: 'instead'; readonly how: string }
  | { readonly kind: 'not yet' };

const same = { kind: 'same' } as const;
const notYet = { kind: 'not yet' } as const;
const instead = (how: string) => ({ kind: 'instead', how }) as const;

const field = (assignment: string) => instead(`--set ${assignment}`);

/** Every flag of `llmkube deploy` in LLMKube v0.9.19 (`pkg/cli/deploy.go`), by its long name. */
export const peerFlags: Readonly<Record<string, PeerFlag>> = {
  namespace: same,
  source: same,
  'source-override': instead('--source <source>'),
  format: notYet,
  quantization: instead('<model>:<quantisation>'),
  sha256: same,
  replicas: same,
  'node-port': field(
    'network.service.nodePort=<port>, network.service.type=NodePort and --api-key-secret <name>',
  ),
  'min-replicas': field('scale.autoscale.min=<n>'),
  'max-replicas': field('scale.autoscale.max=<n>'),
  'autoscale-metric': field(
    'scale.autoscale.target.metric=<name> and scale.autoscale.target.value=<n>',
  ),
  gpu: instead('--gpus 1'),
  accelerator: instead('--gpus <n> with --gpu-vendor <vendor>, or --local on a Mac'),
  'gpu-count': instead('--gpus <n>'),
  'gpu-layers': field('runtime.llamacpp.gpuLayers=<n>'),
  'gpu-memory': same,
  'gpu-vendor': same,
  context: instead('--context-length <tokens>, since --context names a context of the kubeconfig'),
  parallel: instead('--concurrency <n>'),
  'flash-attn': field('runtime.llamacpp.flashAttention=true'),
  jinja: field('runtime.llamacpp.jinja=true'),
  'cache-type-k': field('runtime.llamacpp.kvCache.key=<type>'),
  'cache-type-v': field('runtime.llamacpp.kvCache.value=<type>'),
  'extra-args': instead('-- <arguments>'),
  runtime: same,
  'container-port': field('runtime.generic.port=<port>'),
  'skip-model-init': instead('--source pvc://<claim>/<path>, which downloads nothing'),
  'skip-cache': instead('--cache none'),
  'from-cache': instead('no flag: what the cache holds is never downloaded again'),
  env: same,
  command: field('\'runtime.command=["<word>"]\''),
  args: instead('-- <arguments>'),
  'memory-fraction': notYet,
  'memory-budget': notYet,
  cpu: same,
  memory: same,
  image: same,
  wait: same,
  timeout: same,
};

/** Its one-letter flags that ours does not have. */
export const peerLetters: Readonly<Record<string, string>> = { q: 'quantization' };
