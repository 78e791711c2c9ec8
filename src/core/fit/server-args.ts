import { defaultSettings, type FitSettings, type WeightOverride } from './fit-configuration.ts';
import type { FitHardware } from './fit-hardware.ts';
import type { ModelFacts } from './model-facts.ts';

interface ArgsQuestion {
  readonly settings: FitSettings;
  readonly layers: number;
  readonly hardware: FitHardware;
}

type ArgsRow = (question: ArgsQuestion) => readonly string[];

/** The flag and the value of a setting, whatever the engine would do by itself. */
function always(flag: string, wordOf: (settings: FitSettings) => string | number): ArgsRow {
  return ({ settings }) => [flag, String(wordOf(settings))];
}

/** Words for a setting that is not what the engine would do by itself. */
function unlessDefault(
  key: keyof FitSettings,
  wordsOf: (settings: FitSettings) => readonly string[],
): ArgsRow {
  return ({ settings }) => (settings[key] === defaultSettings[key] ? [] : wordsOf(settings));
}

const mebibyte = 1024 ** 2;

/** Flags of llama-server 0.7.0 in the order in which they are given. */
const rows: readonly ArgsRow[] = [
  always('-c', ({ contextLength }) => contextLength),
  ({ settings: { slots } }) => (slots > 0 ? ['-np', String(slots)] : []),
  ({ settings: { slots, unified } }) => (slots > 0 ? [unified ? '-kvu' : '-no-kvu'] : []),
  always('-b', ({ batch }) => batch),
  always('-ub', ({ microBatch }) => microBatch),
  always('-fa', ({ flashAttention }) => flashAttention),
  always('-ctk', ({ keyType }) => keyType),
  always('-ctv', ({ valueType }) => valueType),
  always('-ngl', ({ gpuLayers }) => (gpuLayers < 0 ? 'all' : gpuLayers)),
  unlessDefault('splitMode', ({ splitMode }) => ['-sm', splitMode]),
  unlessDefault('mainGpu', ({ mainGpu }) => ['-mg', String(mainGpu)]),
  ({ settings: { tensorSplit } }) => (tensorSplit.length > 0 ? ['-ts', tensorSplit.join(',')] : []),
  ({ settings: { overrides }, ...question }) =>
    shortOverrides(overrides, question) ?? longOverrides(overrides, question),
  unlessDefault('fullWindows', () => ['--swa-full']),
  unlessDefault('kvOnHost', () => ['-nkvo']),
  unlessDefault('opOffload', () => ['--no-op-offload']),
  unlessDefault('repack', () => ['--no-repack']),
  unlessDefault('mapped', () => ['-lm', 'none']),
  unlessDefault('embeddings', () => ['--embedding']),
  always('-cram', ({ promptCacheBytes: bytes }) => (bytes < 0 ? -1 : Math.floor(bytes / mebibyte))),
  unlessDefault('checkpoints', ({ checkpoints }) => ['-ctxcp', String(checkpoints)]),
  unlessDefault('checkpointTokens', ({ checkpointTokens }) => ['-cms', String(checkpointTokens)]),
  always('-fit', ({ fit }) => (fit ? 'on' : 'off')),
];

/** Arguments of llama-server 0.7.0 that say what settings say; nothing of models that draft. */
export function serverArgs(
  { layers }: Pick<ModelFacts, 'layers'>,
  settings: FitSettings,
  hardware: FitHardware,
): string[] {
  return rows.flatMap((row) => row({ settings, layers: layers.length, hardware }));
}

type OverrideQuestion = Omit<ArgsQuestion, 'settings'>;

/** The first layers of each class, to the host: there are flags for that. */
function shortOverrides(
  overrides: readonly WeightOverride[],
  { layers }: OverrideQuestion,
): string[] | undefined {
  const words: string[] = [];
  for (const { class: part, target, layers: range } of overrides) {
    const isAlone = overrides.filter((each) => each.class === part).length === 1;
    if (target !== 'host' || range.from > 0 || !isAlone) return undefined;
    if (part === 'experts' && range.to >= layers) words.push('-cmoe');
    else words.push(part === 'experts' ? '-ncmoe' : '-ncffn', String(Math.min(range.to, layers)));
  }
  return words;
}

/** Names of the matrices of a class, as llama-server 0.7.0 writes them for its own flags. */
const patterns: Readonly<Record<WeightOverride['class'], string>> = {
  experts: 'ffn_(up|down|gate|gate_up)_(ch|)exps',
  ffn: String.raw`ffn_(up|down|gate)\.`,
};

function longOverrides(overrides: readonly WeightOverride[], question: OverrideQuestion): string[] {
  const texts = overridePatterns(overrides, question);
  return texts.length === 0 ? [] : ['-ot', texts.join(',')];
}

/** A pattern for each target of each class, with all of its layers, as `-ot` takes them. */
export function overridePatterns(
  overrides: readonly WeightOverride[],
  { layers, hardware: { devices } }: OverrideQuestion,
): readonly string[] {
  const named = new Map<string, string>();
  for (const { class: part, target, layers: range } of overrides) {
    const buffer = target === 'host' ? 'CPU' : (devices[target]?.id ?? 'CPU');
    const to = Math.min(range.to, layers);
    const numbers = Array.from({ length: Math.max(0, to - range.from) }, (_, i) => range.from + i);
    const key = `${patterns[part]}=${buffer}`;
    const before = named.get(key);
    named.set(key, [...(before === undefined ? [] : [before]), ...numbers].join('|'));
  }
  return [...named].map(([key, numbers]) => String.raw`blk\.(${numbers})\.${key}`);
}
