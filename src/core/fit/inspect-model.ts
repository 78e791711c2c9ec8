import { defined } from '../defined.ts';
import { fileTypes } from '../gguf/file-types.ts';
import type { GgufModel, GgufTensor } from '../gguf/gguf-header.ts';
import { kindOf } from '../gguf/kind-of.ts';
import { tensorTypes } from '../gguf/tensor-types.ts';
import { licenseOfHeader } from '../license/license-of-header.ts';
import { classifyTensor } from './classify-tensor.ts';
import type { ModelFacts } from './model-facts.ts';
import type {
  ClassShare,
  LayerShare,
  ModelInspection,
  TensorClass,
  TypeShare,
} from './model-inspection.ts';
import { readFacts } from './read-facts.ts';

export interface InspectedFiles {
  readonly name: string;
  readonly source: string;
  readonly model: GgufModel;
  readonly files: number;
  readonly headerBytes: number;
}

/** Says what a model is, from the headers of its files. */
export function inspectModel({ model, ...asked }: InspectedFiles): ModelInspection {
  const { metadata, tensors } = model;
  const bytes = sum(tensors, (tensor) => tensor.bytes);
  const parameters = sum(tensors, elementsOf);
  const kind = kindOf(model);
  return {
    ...asked,
    kind,
    bytes,
    parameters,
    ...defined({
      title: textOf(model, 'general.name'),
      architecture: textOf(model, 'general.architecture'),
      quantisation: fileTypes[Number(metadata.get('general.file_type') ?? Number.NaN)],
      bitsPerWeight: parameters === 0 ? undefined : rounded((bytes * 8) / parameters),
      chatTemplate: templateOf(model),
      license: licenseOfHeader(metadata),
    }),
    ...(kind === 'model' ? sizesOf(readFacts(model)) : { layers: [], findings: [] }),
    classes: classesOf(tensors),
  };
}

const bytesOfHalf = 2;

function sizesOf(facts: ModelFacts) {
  const { embeddingLength, vocabulary, trainedContext, window, experts, expertsUsed } = facts;
  const kept = facts.layers.filter(({ kind }) => kind === 'full' || kind === 'mla');
  const perToken = sum(kept, ({ keyWidth, valueWidth }) => (keyWidth + valueWidth) * bytesOfHalf);
  return {
    layers: sharesOf(facts),
    ...defined({
      embeddingLength: embeddingLength || undefined,
      vocabulary: vocabulary || undefined,
      contextLength: trainedContext || undefined,
      window: window || undefined,
      experts: experts === 0 ? undefined : { count: experts, used: expertsUsed },
      cacheBytesPerToken: perToken || undefined,
    }),
    findings: facts.findings,
  };
}

function sharesOf({ layers }: ModelFacts): readonly LayerShare[] {
  const kinds = [...new Set(layers.map(({ kind }) => kind))];
  return kinds.map((kind) => ({
    kind,
    layers: layers.filter((layer) => layer.kind === kind).length,
  }));
}

const classNames: readonly TensorClass[] = [
  ...(['input', 'attention', 'ffn', 'experts', 'other', 'output'] as const),
];

function classesOf(tensors: readonly GgufTensor[]): readonly ClassShare[] {
  return classNames.flatMap((name) => {
    const of = tensors.filter((tensor) => classOf(tensor) === name);
    if (of.length === 0) return [];
    return [{ class: name, bytes: sum(of, (tensor) => tensor.bytes), types: typesOf(of) }];
  });
}

function classOf({ name }: GgufTensor): TensorClass {
  const place = classifyTensor(name);
  return place.kind === 'layer' ? place.class : place.kind;
}

function typesOf(tensors: readonly GgufTensor[]): readonly TypeShare[] {
  const types = [...new Set(tensors.map(({ type }) => type))];
  const shares = types.map((type) => {
    const of = tensors.filter((tensor) => tensor.type === type);
    const name = tensorTypes[type]?.name ?? String(type);
    return { type: name, tensors: of.length, bytes: sum(of, ({ bytes }) => bytes) };
  });
  return shares.toSorted((a, b) => b.bytes - a.bytes);
}

const templateKey = 'tokenizer.chat_template';

function templateOf({ metadata, cutTexts }: GgufModel) {
  const text = metadata.get(templateKey);
  // One that is too long to be kept is not looked into.
  if (typeof text !== 'string') {
    const bytes = cutTexts.get(templateKey);
    return bytes === undefined ? undefined : { bytes, tools: false };
  }
  return { bytes: Buffer.byteLength(text), tools: /\btools\b/.test(text) };
}

function textOf({ metadata }: GgufModel, key: string): string | undefined {
  const value = metadata.get(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function elementsOf({ dims }: GgufTensor): number {
  return dims.reduce((product, size) => product * size, 1);
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
