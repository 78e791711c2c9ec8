import type { GgufModel } from '../../../src/core/gguf/gguf-header.ts';
import type { WholeHeaderOutcome } from '../../../src/models/read-header-of.ts';
import { namedShapes } from './model-shape.ts';
import { viewOfShape } from './view-of-shape.ts';

/** The same as a file would have it that is read for it. */
export function headerOfShape(name: string): WholeHeaderOutcome {
  const file = { version: 3, alignment: 32, headerBytes: 1, dataOffset: 32 };
  const header = { ...modelOfShape(name), ...file, byteOrder: 'little' } as const;
  return { kind: 'read', header, fileBytes: undefined, bytesRead: 1 };
}

/** What the header of a model of a known shape says, as it would have been read. */
export function modelOfShape(name: string): GgufModel {
  const shape = namedShapes[name];
  if (shape === undefined) throw new Error(`there is no shape ${name}`);
  const { metadata, counts, tensors } = viewOfShape(shape, shape.quant ?? 'q4_k_m');
  return {
    metadata: metadata as GgufModel['metadata'],
    counts,
    cutTexts: new Map(),
    tensors: tensors.map((tensor) => ({ ...tensor, offset: 0, bytesAre: 'exact' })),
  };
}
