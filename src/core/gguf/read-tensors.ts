import type { ByteWalker, Step } from './byte-walker.ts';
import type { TensorInfo } from './gguf-header.ts';
import { HeaderProblem } from './gguf-problem.ts';
import type { ValueReader } from './value-reader.ts';

/** Mixtures of 128 experts that were not merged have some 40 000. */
const mostTensors = 131_072;
/** In bytes; llama.cpp 0.7.0 reads names of up to 63. */
const longestName = 256;
/** `GGML_MAX_DIMS` of ggml 0.27. */
const mostDims = 4;

interface Reading {
  readonly walker: ByteWalker;
  readonly reader: ValueReader;
}

/** Reads what a header says of its tensors, behind its metadata. */
export function* readTensors(reading: Reading, count: number): Step<TensorInfo[]> {
  if (count > mostTensors) {
    const fact = `it says that it has ${count} tensors`;
    throw new HeaderProblem({ kind: 'count', fact, offset: 8 });
  }
  const tensors: TensorInfo[] = [];
  const names = new Set<string>();
  for (let left = count; left > 0; left -= 1) {
    const { offset } = reading.walker;
    const tensor = yield* readTensor(reading);
    if (names.has(tensor.name)) {
      const fact = `it has two tensors with the name \`${tensor.name}\``;
      throw new HeaderProblem({ kind: 'duplicate-tensor', fact, offset });
    }
    names.add(tensor.name);
    tensors.push(tensor);
  }
  return tensors;
}

function* readTensor({ walker, reader }: Reading): Step<TensorInfo> {
  const { offset: start } = walker;
  const length = yield* reader.readCount('bytes in the name of a tensor', longestName);
  const name = yield* reader.readText(length);
  // Without control characters and broken ones, so that it can be shown.
  if (!/^[^\p{C}\uFFFD]+$/u.test(name)) {
    const fact = `it has a name of a tensor that is none at byte ${start}`;
    throw new HeaderProblem({ kind: 'tensor-name', fact, offset: start });
  }
  const count = yield* reader.readUint32();
  if (count > mostDims) {
    const fact = `its tensor \`${name}\` has ${count} dimensions, and ${mostDims} are the most`;
    throw new HeaderProblem({ kind: 'tensor-dims', fact, offset: start });
  }
  const dims: number[] = [];
  while (dims.length < count) dims.push(yield* reader.readCount('elements in a row'));
  const type = yield* reader.readUint32();
  const offset = yield* reader.readCount('bytes before a tensor');
  return { name, dims, type, offset };
}
