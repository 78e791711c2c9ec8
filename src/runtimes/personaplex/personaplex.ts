import * as z from 'zod';
import { anyAddress } from '../../core/any-address.ts';
import type { EngineRule } from '../../core/intent/runtime-schema.ts';
import { scratchRoot } from '../../core/render/weights.ts';
import type { Runtime } from '../../core/runtime.ts';
import { sourceIn } from '../../core/source/source-in.ts';
import {
  choiceField,
  type EngineField,
  fieldWordsOf,
  notesOf,
  optionsSchema,
  wordsField,
  wordsOf,
} from '../engine-field.ts';
import { generic } from '../generic/generic.ts';
import { pythonArguments } from '../python-arguments.ts';

const fields: readonly EngineField[] = [
  choiceField(
    { '4bit': ['--quantize-4bit'] },
    {
      path: 'quantization',
      says: 'How the weights are quantised as they are loaded.',
      default: 'not at all',
      spellings: ['--quantize-4bit'],
    },
  ),
  wordsField(z.literal(true), {
    path: 'cpuOffload',
    says: 'Whether weights that no GPU has room for lie in main memory.',
    default: 'false',
    spellings: ['--cpu-offload'],
    words: () => ['--cpu-offload'],
  }),
];

const blocks = {
  '': 'What PersonaPlex, which speaks, has beside what all engines have; it is known from what others wrote of it.',
};

const rules: readonly EngineRule[] = [
  {
    path: ['serving', 'mode'],
    message: 'has no effect: the runtime `personaplex` speaks, whatever is asked',
    breaks: ({ serving }) => serving.mode !== undefined,
  },
  {
    path: ['model', 'source'],
    message: 'is more than hf://ORG/REPO, which is all that the runtime `personaplex` is told',
    breaks: ({ model }) => {
      const source = sourceIn(model.source);
      return source?.kind === 'claim' || (source?.kind === 'hub' && source.revision !== undefined);
    },
  },
];

const words = pythonArguments({
  runtime: 'personaplex',
  fields,
  reserved: [
    [['--hf-repo'], 'write `model.source`'],
    [['--host'], 'write `network.bindAddress`'],
    [['--port'], 'it is fixed; `network.service.port` is the one of clients'],
    [['--ssl'], 'it is given already'],
    [['--gradio-tunnel'], 'what is open to the outside stands in `network`'],
  ],
});

const { keyVariable: _, ...preset } = generic;

const token = 'is told by `model.tokenSecret`';
const variables: Readonly<Record<string, string>> = {
  HF_TOKEN: token,
  HUGGING_FACE_HUB_TOKEN: token,
};

/**
 * NVIDIA's PersonaPlex, a model that one talks with: an engine of another kind whose command, port
 * and arguments are known. Its image is the user's.
 */
export const personaplex: Runtime = {
  ...preset,
  ...words,
  name: 'personaplex',
  caveats: [
    'the runtime `personaplex` is known from what others wrote of it: no image of it was started by llmkube',
  ],
  unprovable: 'it speaks and has no API of OpenAI, so that an open port is all that is known of it',
  command: ['/app/moshi/.venv/bin/python', '-m', 'moshi.server'],
  weights: ['repository'],
  rules,
  keeps: { sharesMemory: false, compiled: [], variables: { NO_TORCH_COMPILE: '1' } },
  options: optionsSchema(fields),
  notes: notesOf('personaplex', fields, blocks),
  listening: () => ({ port: 8998 }),
  variables: () => ({}),
  variableProblem: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
  fieldWords: {
    'spec.model.source': '--hf-repo, of which it takes the newest state',
    'spec.network.bindAddress': '--host',
    ...fieldWordsOf('personaplex', fields),
  },
  args: (resolved, { weights }) => [
    // It makes itself a certificate there, without which no browser lets it hear.
    ...['--ssl', scratchRoot, '--host', resolved.bindAddress ?? anyAddress],
    ...['--hf-repo', weights],
    ...wordsOf(fields, resolved.options ?? {}),
    ...(resolved.args ?? []),
  ],
};
