import type { ArgProblem, EngineOptions } from '../../core/intent/runtime-schema.ts';
import { optionAt } from '../engine-field.ts';
import { fields } from './fields.ts';

/** What others rely on, by the argument: where it is said instead. */
const reserved: readonly (readonly [readonly string[], string])[] = [
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
    'a release is one model; for several deploy several releases',
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

const fieldOfWord = new Map(
  fields.flatMap(({ path, spellings }) => spellings.map((word) => [word, path] as const)),
);

/** Words that contradict a field, or say what only a field may say. */
export function argProblems(
  args: readonly string[],
  options: EngineOptions,
): readonly ArgProblem[] {
  return args.map(nameOf).flatMap((arg, index) => {
    const instead = reservedWords.get(arg);
    if (instead !== undefined) return [{ index, message: `is \`${arg}\`: ${instead}` }];
    const path = fieldOfWord.get(arg);
    if (path === undefined || optionAt(options, path) === undefined) return [];
    return [{ index, message: `is \`${arg}\`, which \`runtime.llamacpp.${path}\` says already` }];
  });
}

/** Whether the user says by words what that field would. */
export function isSaid(args: readonly string[], path: string): boolean {
  return args.some((arg) => fieldOfWord.get(nameOf(arg)) === path);
}

// What stands behind an equals sign may be a secret, so it is neither looked up nor told. The
// engine takes an underscore for a dash.
function nameOf(arg: string): string {
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
