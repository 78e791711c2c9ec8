import type { ArgProblem, EngineOptions } from '../../core/intent/runtime-schema.ts';
import type { ReservedWords } from '../../core/runtime.ts';
import { pythonArguments } from '../python-arguments.ts';
import { fields } from './fields.ts';

export const reserved: ReservedWords = [
  [['--model-id', '--revision'], 'write `model.source`'],
  [['--huggingface-hub-cache', '--weights-cache-override'], 'the weights are kept in the cache'],
  [['--hostname'], 'write `network.bindAddress`'],
  [['--port', '-p'], 'it is fixed; `network.service.port` is the one of clients'],
  [['--max-total-tokens'], 'write `serving.contextLength`'],
  [['--max-concurrent-requests'], 'write `serving.concurrency`'],
  [['--speculate'], 'write `serving.speculative`'],
  [['--api-key'], 'name a Secret in `network.apiKeySecret`, as arguments are seen by all'],
  [['--usage-stats'], 'it is given already'],
  [
    ['--ngrok', '--ngrok-authtoken', '--ngrok-edge'],
    'what is open to the outside stands in `network`',
  ],
];

export const words = pythonArguments({ runtime: 'tgi', fields, reserved });

export const { isSaid } = words;

export function argProblems(args: readonly string[], options: EngineOptions): ArgProblem[] {
  const split = args.flatMap((text, index) =>
    /[\s*?[\]]/.test(text)
      ? [
          {
            index,
            message: 'holds a space or a pattern, which the entry point of the image takes apart',
          },
        ]
      : [],
  );
  return [...words.argProblems(args, options), ...split];
}

const token = 'is told by `model.tokenSecret`';

const variables: Readonly<Record<string, string>> = {
  HF_TOKEN: token,
  HF_API_TOKEN: token,
  HUGGING_FACE_HUB_TOKEN: token,
  API_KEY: 'is what `network.apiKeySecret` sets; write that',
};

/** Variables that say what a field does: each argument has one of its name, which it comes before. */
export function variableProblem(name: string): string | undefined {
  if (Object.hasOwn(variables, name)) return variables[name];
  const argument = `--${name.toLowerCase().replaceAll('_', '-')}`;
  const field = fields.find(({ spellings }) => spellings.includes(argument));
  const instead =
    field === undefined
      ? reserved.find(([spellings]) => spellings.includes(argument))?.[1]
      : `write \`runtime.tgi.${field.path}\``;
  return instead === undefined ? undefined : `is the same as \`${argument}\`: ${instead}`;
}
