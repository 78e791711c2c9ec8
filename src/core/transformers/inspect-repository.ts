import { defined } from '../defined.ts';
import type {
  ClassShare,
  InspectionFinding,
  LayerShare,
  ModelInspection,
  TensorClass,
  TypeShare,
} from '../fit/model-inspection.ts';
import type { SafeTensor } from '../safetensors/safetensors-header.ts';
import { classifyWeights } from './classify-weights.ts';
import { countParameters } from './count-parameters.ts';
import { readConfig } from './read-config.ts';
import type { RepositoryModel } from './repository-model.ts';
import type { TransformerFacts, TransformerQuantisation } from './transformer-facts.ts';

export interface InspectedRepository {
  readonly name: string;
  readonly source: string;
  readonly model: RepositoryModel;
}

/** Says what a model in files of safetensors is, from their headers and its `config.json`. */
export function inspectRepository({ name, source, model }: InspectedRepository): ModelInspection {
  const { tensors, files, headerBytes, template, license } = model;
  const read = readConfig(model.config);
  const facts = read.kind === 'read' ? read.facts : undefined;
  const bytes = sum(tensors, (tensor) => tensor.bytes);
  const parameters = sum(tensors, (tensor) => countParameters(tensor, facts?.quantisation));
  return {
    ...{ name, source, kind: 'model', files, bytes, headerBytes, parameters },
    ...defined({
      bitsPerWeight: parameters === 0 ? undefined : Math.round((bytes * 800) / parameters) / 100,
      chatTemplate: template === undefined ? undefined : templateFacts(template),
      license,
    }),
    ...(facts === undefined ? { layers: [] } : sizesOf(facts)),
    findings: findingsOf(model, read.kind === 'read' ? undefined : read.fact),
    classes: classesOf(tensors),
  };
}

function sizesOf(facts: TransformerFacts) {
  const { latent, kvHeads, headSize, layers, quantisation } = facts;
  const elements = latent === undefined ? 2 * kvHeads * headSize : latent.rank + latent.rope;
  const kept = layers.filter((kind) => kind === 'full' || kind === 'mla').length;
  return {
    layers: sharesOf(facts),
    ...defined({
      architecture: facts.type ?? facts.architecture,
      embeddingLength: facts.hidden,
      vocabulary: facts.vocabulary || undefined,
      contextLength: facts.context || undefined,
      window: facts.window,
      experts: facts.experts ? { count: facts.experts, used: facts.expertsUsed } : undefined,
      cacheBytesPerToken: elements * kept * 2 || undefined,
      quantisation: quantisation && quantisationText(quantisation),
    }),
  };
}

function quantisationText({ method, bits, block }: TransformerQuantisation): string {
  const of = bits === undefined ? undefined : `${bits} bits`;
  const blocks = block === undefined ? undefined : `blocks of ${block.join(' x ')}`;
  return [method, of, blocks].filter((part) => part !== undefined).join(', ');
}

function sharesOf({ layers }: TransformerFacts): readonly LayerShare[] {
  return [...new Set(layers)].map((kind) => ({
    kind,
    layers: layers.filter((one) => one === kind).length,
  }));
}

function findingsOf(model: RepositoryModel, fact: string | undefined): InspectionFinding[] {
  const { config, files, missingFiles } = model;
  const found: readonly (InspectionFinding & { readonly holds: boolean })[] = [
    {
      code: 'files-missing',
      message: `these are ${files} of the ${files + missingFiles} files of a model`,
      holds: missingFiles > 0,
    },
    {
      code: 'config-missing',
      message: 'there is no config.json beside the weights',
      holds: config === undefined,
    },
    {
      code: 'metadata-missing',
      message: fact ?? '',
      holds: config !== undefined && fact !== undefined,
    },
  ];
  return found.filter(({ holds }) => holds).map(({ code, message }) => ({ code, message }));
}

function templateFacts(text: string) {
  return { bytes: Buffer.byteLength(text), tools: /\btools\b/.test(text) };
}

const classNames: readonly TensorClass[] = [
  ...(['input', 'attention', 'ffn', 'experts', 'other', 'output'] as const),
];

function classesOf(tensors: readonly SafeTensor[]): readonly ClassShare[] {
  const classed = tensors.map((tensor) => ({ tensor, class: classifyWeights(tensor.name) }));
  return classNames.flatMap((name) => {
    const of = classed.filter((one) => one.class === name).map(({ tensor }) => tensor);
    if (of.length === 0) return [];
    return [{ class: name, bytes: sum(of, (tensor) => tensor.bytes), types: typesOf(of) }];
  });
}

function typesOf(tensors: readonly SafeTensor[]): readonly TypeShare[] {
  const types = [...new Set(tensors.map(({ type }) => type))];
  const shares = types.map((type) => {
    const of = tensors.filter((tensor) => tensor.type === type);
    return { type, tensors: of.length, bytes: sum(of, ({ bytes }) => bytes) };
  });
  return shares.toSorted((a, b) => b.bytes - a.bytes);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
