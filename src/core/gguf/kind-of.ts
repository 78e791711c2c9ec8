import type { GgufModel } from './gguf-header.ts';

/** What a GGUF file is for. */
export type GgufKind =
  | 'model'
  /** Turns pictures or sounds into what a model reads. */
  | 'projector'
  /** A LoRA adapter. */
  | 'adapter'
  | 'control-vector'
  /** What a quantisation is guided by. */
  | 'importance-matrix'
  | 'vocabulary'
  /** One of the files of a model, see `joinShards`. */
  | 'shard';

interface KindRow {
  readonly kind: GgufKind;
  readonly isIt: (model: GgufModel) => boolean;
}

const says = (key: string, value: string) => {
  return ({ metadata }: GgufModel) => metadata.get(key) === value;
};

/** The first row that is true; the words are those of the writers of llama.cpp 0.5.0. */
const rows: readonly KindRow[] = [
  { kind: 'shard', isIt: ({ metadata }) => Number(metadata.get('split.count') ?? 0) > 1 },
  { kind: 'importance-matrix', isIt: says('general.type', 'imatrix') },
  { kind: 'adapter', isIt: says('general.type', 'adapter') },
  { kind: 'adapter', isIt: says('adapter.type', 'lora') },
  { kind: 'projector', isIt: says('general.type', 'mmproj') },
  { kind: 'projector', isIt: says('general.architecture', 'clip') },
  { kind: 'control-vector', isIt: says('general.architecture', 'controlvector') },
  { kind: 'vocabulary', isIt: ({ tensors }) => tensors.length === 0 },
];

/** Says what a file is for; only a model, or all shards of one, can be served. */
export function kindOf(model: GgufModel): GgufKind {
  return rows.find(({ isIt }) => isIt(model))?.kind ?? 'model';
}
