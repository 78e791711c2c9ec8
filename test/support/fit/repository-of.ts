import type { OpenWeights, ReadSafetensors } from '../../../src/actions/ports.ts';
import type {
  SafeTensor,
  SafetensorsHeader,
} from '../../../src/core/safetensors/safetensors-header.ts';
import type { Source } from '../../../src/core/source/parse-source.ts';
import { llama3Tensors, publicConfigs } from './public-configs.ts';

interface Repository {
  readonly config?: unknown;
  readonly tensors?: readonly SafeTensor[];
}

/** Ports to a repository of a hub, by default Llama 3 8B in two files, with what was asked of it. */
export function repositoryOf({
  config = publicConfigs.llama3,
  tensors = llama3Tensors,
}: Repository = {}) {
  const opened: Source[] = [];
  const read: string[] = [];
  const files = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
  const texts: Readonly<Record<string, string>> = {
    'config.json': JSON.stringify(config),
    'model.safetensors.index.json': JSON.stringify({ weight_map: { a: files[0], b: files[1] } }),
  };
  const openWeights: OpenWeights = async (source) => {
    opened.push(source);
    return {
      names: [...Object.keys(texts), ...files],
      placeOf: (name) => ({ kind: 'file', path: name }),
      text: async (name) => texts[name],
    };
  };
  const readSafetensors: ReadSafetensors = async (place) => {
    const name = place.kind === 'file' ? place.path : place.url;
    read.push(name);
    const half = Math.ceil(tensors.length / 2);
    const own = name === files[0] ? tensors.slice(0, half) : tensors.slice(half);
    return { kind: 'read', header: headerOf(own) };
  };
  return { opened, read, openWeights, readSafetensors };
}

function headerOf(tensors: readonly SafeTensor[]): SafetensorsHeader {
  const dataBytes = tensors.reduce((sum, { bytes }) => sum + bytes, 0);
  return { tensors, metadata: {}, headerBytes: 100, dataBytes };
}
