import {
  expertsOnHost,
  type FitConfiguration,
  type WeightOverride,
} from '../../../src/core/fit/fit-configuration.ts';
import { isKvType, type KvType } from '../../../src/core/fit/kv-types.ts';

type Part = FitConfiguration & { readonly override?: WeightOverride };
type Reader = (value: string) => Part;

/** Arguments of the engine that take a value. */
const valued: Readonly<Record<string, Reader>> = {
  '-c': (value) => ({ contextLength: Number(value) }),
  '-np': (value) => ({ slots: Number(value) }),
  '-b': (value) => ({ batch: Number(value) }),
  '-ub': (value) => ({ microBatch: Number(value) }),
  '-ctk': (value) => ({ keyType: kvType(value) }),
  '-ctv': (value) => ({ valueType: kvType(value) }),
  '-fa': (value) => ({ flashAttention: value === 'off' ? 'off' : 'on' }),
  '-ngl': (value) => ({ gpuLayers: Number(value) }),
  '-ts': (value) => ({ tensorSplit: value.split(',').map(Number) }),
  '-sm': (value) => ({ splitMode: value === 'none' ? 'none' : 'layer' }),
  '-mg': (value) => ({ mainGpu: Number(value) }),
  '-lm': (value) => ({ mapped: value !== 'none' }),
  '-ncmoe': (value) => ({ override: expertsOnHost(Number(value)) }),
  '-ot': (value) => ({ override: overrideOf(value) }),
};

const switches: Readonly<Record<string, Part>> = {
  '-kvu': { unified: true },
  '-no-kvu': { unified: false },
  '-nkvo': { kvOnHost: true },
  '-cmoe': { override: expertsOnHost() },
  '--swa-full': { fullWindows: true },
  '--no-repack': { repack: false },
  '--embeddings': { embeddings: true },
};

/** Arguments of llama-server, one space between two, as settings. */
export function readEngineArgs(text: string): FitConfiguration {
  const words = text.split(' ').filter((word) => word !== '');
  const overrides: WeightOverride[] = [];
  let read: FitConfiguration = {};
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    let part = switches[word];
    if (part === undefined) {
      index += 1;
      part = valued[word]?.(words[index] ?? '');
    }
    if (part === undefined) throw new Error(`the vectors have an unknown argument ${word}`);
    const { override, ...settings } = part;
    if (override !== undefined) overrides.push(override);
    read = { ...read, ...settings };
  }
  return { ...read, overrides };
}

/** `blk\.N\.ffn_.*=CPU`, the one that vectors have. */
function overrideOf(text: string): WeightOverride {
  const layer = Number(/^blk\\\.(\d+)\\\.ffn_\.\*=CPU$/.exec(text)?.[1]);
  return { class: 'ffn', layers: { from: layer, to: layer + 1 }, target: 'host' };
}

function kvType(word: string): KvType {
  if (!isKvType(word)) throw new Error(`the vectors have an unknown type ${word}`);
  return word;
}
