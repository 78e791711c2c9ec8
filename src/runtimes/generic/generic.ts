import * as z from 'zod';
import { type EngineOptions, imageReference } from '../../core/intent/runtime-schema.ts';
import type { EnginePlaces, Runtime } from '../../core/runtime.ts';
import { isOfClaim } from '../../core/source/source-in.ts';
import type { FieldNote } from '../../core/spec/field-note.ts';
import { valueAt } from '../../core/value-at.ts';

const optionsSchema = z.strictObject({
  port: z.int().min(1).max(65_535).optional(),
  healthPath: z
    .string()
    .regex(/^\/[\w./~-]*$/, 'is not a path such as /health')
    .optional(),
  apiKeyVariable: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not a name of a variable')
    .refine((name) => !Object.hasOwn(variables, name), 'is what llmkube tells by that name')
    .optional(),
  downloadImage: z.string().regex(imageReference, 'is not an image reference').optional(),
});

type Options = z.infer<typeof optionsSchema>;

const at = (field: string) => `spec.runtime.generic${field}`;

const notes: Readonly<Record<string, FieldNote>> = {
  [at('')]: { says: 'How an engine of any other kind is met.' },
  [at('.port')]: { says: 'The port that it listens on, at every address.', default: '8080' },
  [at('.healthPath')]: {
    says: 'A path that it answers with 200 once the model is loaded.',
    default: 'none, so that it counts as ready when the port is open',
  },
  [at('.apiKeyVariable')]: {
    says: 'The variable that it reads the key of `network.apiKeySecret` from.',
    default: 'none, so that it asks for no key',
  },
  [at('.downloadImage')]: {
    says: 'An image with a shell and curl in it that fetches the weights.',
    default: 'that of the engine',
  },
};

const defaultPort = 8080;

/** By its name what each variable of ours holds, for words of the command line and for programs. */
const variables: Readonly<
  Record<string, (modelId: string, places: EnginePlaces, options: Options) => string>
> = {
  LLMKUBE_MODEL_ID: (modelId) => modelId,
  LLMKUBE_MODEL_PATH: (_, { weights }) => weights,
  LLMKUBE_PORT: (_, __, { port = defaultPort }) => String(port),
};

/** Any server of the OpenAI API: the user's image, command and arguments. */
export const generic: Runtime = {
  name: 'generic',
  images: {},
  weights: ['file'],
  knowsContext: false,
  rules: [
    {
      path: ['runtime', 'generic', 'apiKeyVariable'],
      message: 'has no effect without `network.apiKeySecret`',
      breaks: ({ options, whole }) =>
        optionsOf(options).apiKeyVariable !== undefined &&
        valueAt(whole, ['network', 'apiKeySecret']) === undefined,
    },
    {
      path: ['runtime', 'generic', 'downloadImage'],
      message: 'has no effect: what a claim holds is not downloaded',
      breaks: ({ options, whole }) =>
        optionsOf(options).downloadImage !== undefined &&
        isOfClaim(valueAt(whole, ['model', 'source'])),
    },
  ],
  options: optionsSchema as z.ZodType<EngineOptions>,
  notes,
  fieldWords: {
    'spec.model.id': '$(LLMKUBE_MODEL_ID) in the arguments',
    'spec.model.source': '$(LLMKUBE_MODEL_PATH) in the arguments',
    'spec.runtime.generic.port': '$(LLMKUBE_PORT) in the arguments',
  },
  keyVariable: (options) => optionsOf(options).apiKeyVariable,
  argProblems: (args) =>
    args.flatMap((arg, index) =>
      /^--?api[-_]key(=|$)/i.test(arg)
        ? [
            {
              index,
              message: 'is `--api-key`: arguments are seen by all; name a Secret in `runtime.env`',
            },
          ]
        : [],
    ),
  isSaid: () => false,
  variableProblem: (name) =>
    Object.hasOwn(variables, name) ? 'is what llmkube tells the engine by that name' : undefined,
  listening: ({ options }) => {
    const { port = defaultPort, healthPath } = optionsOf(options);
    return healthPath === undefined ? { port } : { port, healthPath };
  },
  downloadImage: ({ options }) => optionsOf(options).downloadImage,
  variables: ({ modelId, options }, places) =>
    Object.fromEntries(
      Object.entries(variables).map(([name, read]) => [
        name,
        read(modelId, places, optionsOf(options)),
      ]),
    ),
  args: ({ args = [] }) => args,
};

// They were checked when they were said.
function optionsOf(options: EngineOptions = {}): Options {
  return options;
}
