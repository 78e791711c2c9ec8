import type { ArgProblem, EngineOptions } from '../../core/intent/runtime-schema.ts';
import type { ReservedWords } from '../../core/runtime.ts';
import { optionAt } from '../engine-field.ts';
import type { SharedField } from '../said-twice.ts';
import { fields } from './fields.ts';

export const reserved: ReservedWords = [
  [['--model', '-m', '--model-url', '-mu'], 'write `model.source`'],
  [
    ['--hf-repo', '-hf', '-hfr', '--hf-file', '-hff', '--docker-repo', '-dr'],
    'write `model.source`',
  ],
  [['--hf-token', '-hft'], 'name a Secret in `model.tokenSecret`, as arguments are seen by all'],
  [['--mmproj', '-mm', '--mmproj-url', '-mmu'], 'write `model.projector`'],
  [
    [
      '--model-draft',
      '-md',
      '--spec-draft-model',
      '--spec-draft-hf',
      '-hfd',
      '-hfrd',
      '--hf-repo-draft',
    ],
    'write `model.draft`',
  ],
  [['--lora', '--lora-scaled'], 'write `model.adapters`'],
  [
    ['--models-dir', '--models-preset'],
    'write `runtime.llamacpp.router`, and the folder in `model.source`',
  ],
  [['--alias', '-a'], 'write `model.id`'],
  [['--host'], 'write `network.bindAddress`'],
  [['--port'], 'it is fixed; `network.service.port` is the one of clients'],
  [['--ctx-size', '-c'], 'write `serving.contextLength`'],
  [['--parallel', '-np'], 'write `serving.concurrency`'],
  [['--embedding', '--embeddings', '--rerank', '--reranking'], 'write `serving.mode`'],
  [['--spec-type', '--spec-default'], 'write `serving.speculative`'],
  [['--split-mode', '-sm', '--tensor-split', '-ts'], 'write `hardware.split`'],
  [['--metrics'], 'it is given already'],
  [
    ['--log-verbosity', '-lv', '--verbosity', '--log-verbose', '-v', '--verbose'],
    'the evidence of what the engine uses is in its log',
  ],
  [['--log-disable', '--log-file'], 'the evidence of what the engine uses is in its log'],
  [
    ['--api-key', '--api-key-file'],
    'name a Secret in `network.apiKeySecret`, as arguments are seen by all',
  ],
  [['--ssl-key-file', '--ssl-cert-file'], 'probes and clients speak HTTP to it'],
  [['--api-prefix'], 'clients and probes find the API at its root'],
];

/** By the argument what to write in its place. */
export const reservedWords: ReadonlyMap<string, string> = new Map(
  reserved.flatMap(([words, instead]) => words.map((word) => [word, instead] as const)),
);

/** Every spelling of what only a field may say. */
export const reservedArguments: readonly string[] = [...reservedWords.keys()];

/** Arguments that say what a field of the block does, in another way. */
export const otherWords: readonly (readonly [word: string, path: string])[] = [
  // Its inverse.
  ['--rope-freq-scale', 'rope.factor'],
];

const fieldOfWord = new Map([
  ...fields.flatMap(({ path, spellings }) => spellings.map((word) => [word, path] as const)),
  ...otherWords,
]);

/** By a field that all engines share the arguments that say it too, those of old builds as well. */
const shared: readonly (readonly [path: string, words: readonly string[]])[] = [
  ['serving.speculative.tokens', ['--draft', '--draft-n', '--draft-max']],
  ['serving.speculative.minProbability', ['--spec-draft-p-min', '--draft-p-min']],
];

export const sharedFields: readonly SharedField[] = shared.flatMap(([path, words]) =>
  words.map((word) => ({
    path,
    word,
    isSaid: (args: readonly string[]) => args.some((arg) => nameOfArgument(arg) === word),
  })),
);

/** Words that contradict a field, or say what only a field may say. */
export function argProblems(
  args: readonly string[],
  options: EngineOptions,
): readonly ArgProblem[] {
  return args.map(nameOfArgument).flatMap((arg, index) => {
    const instead = reservedWords.get(arg);
    if (instead !== undefined) return [{ index, message: `is \`${arg}\`: ${instead}` }];
    const path = fieldOfWord.get(arg);
    if (path === undefined || optionAt(options, path) === undefined) return [];
    return [{ index, message: `is \`${arg}\`, which \`runtime.llamacpp.${path}\` says already` }];
  });
}

/** Whether the user says by words what that field would. */
export function isSaid(args: readonly string[], path: string): boolean {
  return args.some((arg) => fieldOfWord.get(nameOfArgument(arg)) === path);
}

/** The field that says what an argument does, if one does. */
export function fieldOfArgument(name: string): string | undefined {
  return fieldOfWord.get(name);
}

/**
 * The name of an argument. What stands behind an equals sign may be a secret, so it is neither
 * looked up nor told. The engine takes an underscore for a dash.
 */
export function nameOfArgument(arg: string): string {
  return arg.startsWith('--') ? (arg.split('=', 1)[0] ?? '').replaceAll('_', '-') : arg;
}

// Each stands for an argument, and would get past those that are refused.
const ofArguments = /^LLAMA_(ARG_|LOG_|API_KEY$)/;

/** Variables that say what an argument or a field does. */
export function variableProblem(name: string): string | undefined {
  if (name === 'LLAMA_API_KEY') return 'is what `network.apiKeySecret` sets; write that';
  return ofArguments.test(name)
    ? 'is an argument of llama-server by another name; write the field or an argument'
    : undefined;
}
