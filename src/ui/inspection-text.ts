import type { ClassShare, LayerShare, ModelInspection } from '../core/fit/model-inspection.ts';
import { kindWords } from '../core/gguf/kind-words.ts';
import { formatBytes } from '../core/text/bytes.ts';
import { formatTable } from './tables/format-table.ts';

const layerWords: Readonly<Record<LayerShare['kind'], string>> = {
  full: 'with full attention',
  swa: 'with attention to a window',
  mla: 'with latent attention',
  recurrent: 'with a recurrent state',
  none: 'that keep nothing',
};

const classWords: Readonly<Record<ClassShare['class'], string>> = {
  input: 'embeddings',
  attention: 'attention',
  ffn: 'feed-forward',
  experts: 'experts',
  other: 'norms and others',
  output: 'output',
};

/** What `model inspect` says. */
export function inspectionText(model: ModelInspection): string {
  const rows = factsOf(model).flatMap(([label, fact]) =>
    fact === undefined ? [] : [`  ${label.padEnd(16)}${oneLine(fact)}\n`],
  );
  const table = model.classes.map(({ class: name, bytes, types }) => [
    classWords[name],
    formatBytes(bytes),
    types.map(({ type, tensors }) => `${tensors} ${type}`).join(', '),
  ]);
  const classes = table.length === 0 ? '' : `\n${formatTable(['TENSORS', 'SIZE', 'TYPES'], table)}`;
  const findings = model.findings.map(({ message }) => `Not known: ${message}\n`);
  return [
    `${oneLine(model.title ?? model.name)} is ${kindWords[model.kind]}\n`,
    ...rows,
    classes,
    ...(findings.length === 0 ? [] : ['\n', ...findings]),
  ].join('');
}

// Texts of a file may hold anything.
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function factsOf(model: ModelInspection): readonly (readonly [string, string | undefined])[] {
  const { files, contextLength, experts, window, chatTemplate, license } = model;
  const of = files === 1 ? 'one file' : `${files} files`;
  const tools = chatTemplate?.tools === true ? ', which knows tools' : '';
  return [
    ['source', model.source === model.name ? undefined : model.source],
    ['size', `${formatBytes(model.bytes)} in ${of}, headers ${formatBytes(model.headerBytes)}`],
    ['architecture', model.architecture],
    ['parameters', model.parameters === 0 ? undefined : count(model.parameters)],
    ['layers', layersText(model.layers)],
    ['window', window === undefined ? undefined : `${window} tokens`],
    ['experts', experts && `${experts.count}, of which ${experts.used} work on a token`],
    ['quantisation', quantisationText(model)],
    ['context', contextLength === undefined ? undefined : `${contextLength} tokens`],
    ['cache', cacheText(model)],
    ['chat template', chatTemplate === undefined ? 'none' : `yes${tools}`],
    ['license', license && Object.values(license).join(', ')],
  ];
}

function layersText(shares: readonly LayerShare[]): string | undefined {
  if (shares.length === 0) return undefined;
  return shares.map(({ kind, layers }) => `${layers} ${layerWords[kind]}`).join(', ');
}

function quantisationText({ quantisation, bitsPerWeight }: ModelInspection): string | undefined {
  const bits = bitsPerWeight === undefined ? undefined : `${bitsPerWeight} bits per weight`;
  return [quantisation, bits].filter((part) => part !== undefined).join(', ') || undefined;
}

function cacheText({ cacheBytesPerToken }: ModelInspection): string | undefined {
  if (cacheBytesPerToken === undefined) return undefined;
  return `${formatBytes(cacheBytesPerToken)} for each token`;
}

const powers = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
] as const;

function count(number: number): string {
  const [power, word] = powers.find(([least]) => number >= least) ?? [1, ''];
  return `${(number / power).toFixed(power === 1 ? 0 : 2)} ${word}`.trim();
}
