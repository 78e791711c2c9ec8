import { isKvType } from '../../../core/fit/kv-types.ts';
import { type Resolved, totalBytes } from '../../../core/resolve/resolved.ts';
import { optionAt } from '../../engine-field.ts';
import { fieldOfArgument, nameOfArgument } from '../arguments.ts';
import { isRouter } from '../router.ts';
import { guessFlags } from '../speculation.ts';

/** Fields whose arguments change what memory is taken. */
const fieldsOfMemory = [
  'gpuLayers',
  'flashAttention',
  'kvCache.key',
  'kvCache.value',
  'kvCache.location',
  'moe.cpuLayers',
  'tensorOverrides',
  'metadataOverrides',
  'batchSize',
  'microBatchSize',
  'promptCache',
  'opOffload',
];

/** The same of arguments that no field stands for (`llama-server --help`, build 11669). */
const wordsOfMemory = new Set([
  ...['--device', '-dev', '--main-gpu', '-mg', '--rpc', '--fit', '-fit', '--fit-target', '-fitt'],
  ...['--fit-ctx', '-fitc', '--kv-unified', '-kvu', '--no-kv-unified', '-no-kvu', '--swa-full'],
  ...['--no-mmap', '--load-mode', '-lm', '--repack', '--no-repack', '-nr', '--no-host'],
  ...['--ctx-checkpoints', '-ctxcp', '--swa-checkpoints', '--checkpoint-min-step', '-cms'],
  ...['--n-cpu-ffn', '-ncffn', '--mlock', '--direct-io', '-dio', '--model-vocoder', '-mv'],
  ...['--control-vector', '--control-vector-scaled', '--no-mmproj-offload', '--pooling'],
  ...['--spec-draft-type-k', '-ctkd', '--cache-type-k-draft', '--spec-draft-type-v', '-ctvd'],
  ...['--cache-type-v-draft', '--spec-draft-override-tensor', '-otd', '--override-tensor-draft'],
  ...['--spec-draft-cpu-moe', '-cmoed', '--cpu-moe-draft', '--spec-draft-n-cpu-moe', '-ncmoed'],
  ...['--spec-draft-ncmoe', '--n-cpu-moe-draft', '--spec-draft-n-ubatch', '--spec-draft-device'],
  ...['-devd', '--device-draft', '--spec-draft-ngl', '-ngld', '--gpu-layers-draft'],
  ...['--n-gpu-layers-draft', ...guessFlags],
]);

type Looked = Pick<Resolved, 'options' | 'args' | 'claims' | 'files' | 'speculative'>;

const obstacles: readonly ((resolved: Looked) => string | undefined)[] = [
  ({ options = {} }) =>
    isRouter(options) ? 'a router has as many models in memory as are asked for' : undefined,
  ({ claims }) =>
    claims === undefined ? undefined : 'which devices `hardware.claims` gets is not known here',
  ({ options = {} }) =>
    ['tensorOverrides', 'metadataOverrides']
      .filter((path) => optionAt(options, path) !== undefined)
      .map((path) => `what \`runtime.llamacpp.${path}\` does to it is not computed`)[0],
  ({ options = {} }) =>
    ['kvCache.key', 'kvCache.value'].flatMap((path) => {
      const type = optionAt(options, path);
      const isKnown = type === undefined || isKvType(String(type));
      return isKnown ? [] : [`the type in \`runtime.llamacpp.${path}\` is not one that is known`];
    })[0],
  ({ files = [], speculative }) =>
    files.some(({ role }) => role === 'draft') && speculative?.method !== 'draft-simple'
      ? `what a draft of \`${speculative?.method}\` takes beside the model is not computed`
      : undefined,
  ({ files = [] }) =>
    totalBytes(files.filter(({ role }) => role !== 'draft').map(({ at }) => at)) === undefined
      ? 'how large the files beside the model are is not known'
      : undefined,
  ({ speculative }) =>
    speculative?.method === 'draft-mtp'
      ? 'what the layers for drafting take is not computed'
      : undefined,
  ({ args = [] }) =>
    args.map(nameOfArgument).flatMap((word) => {
      const isOfMemory =
        wordsOfMemory.has(word) || fieldsOfMemory.includes(fieldOfArgument(word) ?? '');
      return isOfMemory ? [`what \`${word}\` of \`runtime.args\` does to it is not computed`] : [];
    })[0],
];

/** Why the memory of a release cannot be computed, if so. */
export function unknownMemory(resolved: Looked): string | undefined {
  return obstacles.flatMap((find) => find(resolved) ?? [])[0];
}
