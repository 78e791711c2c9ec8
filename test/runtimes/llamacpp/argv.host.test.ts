import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { servingModes } from '../../../src/core/intent/serving-modes.ts';
import { draftMethods, speculativeMethods } from '../../../src/core/intent/serving-schema.ts';
import { answerFields } from '../../../src/runtimes/llamacpp/fields.ts';
import { fieldChanges, plainIntent } from '../../support/field-changes.ts';
import {
  type EngineProgram,
  engineOnThisMachine,
} from '../../support/images/engine-on-this-machine.ts';
import { renderIntent } from '../../support/render-intent.ts';

let engine: EngineProgram;

beforeAll(async () => {
  engine = await engineOnThisMachine('llama-server');
});

const toEngine =
  /^(model\.(id|source|projector|draft|adapters)|runtime\.(args|llamacpp)|serving|hardware\.(gpus|split)|network\.bindAddress)/;
const changes = Object.entries(fieldChanges).filter(([path]) => toEngine.test(path));

test.each(changes)('llama-server takes what %s is rendered to', async (_, { given, beside }) => {
  await expectTaken(mergeIntent(beside ?? {}, given) as PartialIntent);
});

const ofAnswers = [
  ...answerFields.map((field) => `runtime.llamacpp.${field}`),
  'serving.speculative',
];

/** Every field of one model at once, and so every pair of them; of some what they mean is below. */
function allFor(mode: (typeof servingModes)[number]): PartialIntent {
  const left = ['runtime.llamacpp.router', ...(mode === 'chat' ? [] : ofAnswers)];
  const all = changes
    .filter(([path]) => !left.some((field) => path === field || path.startsWith(`${field}.`)))
    .reduce<PartialIntent>(
      (sum, [, { given, beside = {} }]) =>
        mergeIntent(mergeIntent(sum, beside), given) as PartialIntent,
      {},
    );
  return mergeIntent(all, { serving: { mode } }) as PartialIntent;
}

const file = { source: 'https://models.example/d.gguf' };

const whole = servingModes.flatMap((mode) =>
  ['layer', 'row', 'none', 'layer with shares', 'row with shares'].flatMap((split) =>
    split === 'layer' || mode === 'chat' ? [{ mode, split }] : [],
  ),
);

test.each(whole)(
  'llama-server takes all fields together for $mode, split by $split',
  async ({ mode, split }) => {
    const [word] = split.split(' ');
    const ratio = split.endsWith('shares') ? [3, 1] : null;
    // What guesses an answer comes beside other fields too.
    const none = { model: { draft: null }, serving: { speculative: null } };
    const guesses = mode === 'chat' ? drafted('draft-simple') : none;
    const placed = { hardware: { gpus: 2, split: { mode: word, ratio } } };
    await expectTaken(mergeIntent(mergeIntent(allFor(mode), guesses), placed) as PartialIntent);
  },
);

test.each(speculativeMethods)('llama-server takes all fields together with %s', async (method) => {
  await expectTaken(mergeIntent(allFor('chat'), drafted(method)) as PartialIntent);
});

test.each(speculativeMethods.filter((method) => method !== 'ngram-cache'))(
  'llama-server takes a number of guesses with %s',
  async (method) => {
    const guesses = { serving: { speculative: { method, tokens: 4 } } };
    await expectTaken(mergeIntent(drafted(method), guesses) as PartialIntent);
  },
);

test('an argument that the engine does not have is found out by this', async () => {
  const run = await start(['--no-such-argument']);
  expect(run).not.toContain('initializing');
  expect(run).toContain('invalid argument');
});

function drafted(method: string): PartialIntent {
  const isDraft = [...draftMethods, 'draft-mtp'].some((one) => one === method);
  // What no method of n-grams can be told, or one of them not.
  const untold = {
    ...(isDraft ? {} : { minProbability: null }),
    ...(method === 'ngram-cache' ? { tokens: null } : {}),
  };
  const speculative = { method, ...untold };
  return { model: { draft: isDraft ? file : null }, serving: { speculative } };
}

async function expectTaken(fields: PartialIntent): Promise<void> {
  const pods = renderIntent(mergeIntent(plainIntent, fields));
  const deployment = pods.find(({ kind }) => kind === 'Deployment');
  const { args } = Object(deployment).spec.template.spec.containers[0];
  const words: string[] = args.map((word: string) => word.replaceAll('$$', '$'));
  // Nobody else has to leave this machine's port alone.
  words[words.indexOf('--port') + 1] = '0';
  const said = await start(words);
  // The first that it says once it has understood all of its arguments.
  expect(said, words.join(' ')).toContain('llama_server: initializing');
  expect(said).not.toMatch(/DEPRECATED|error while handling argument/);
}

async function start(words: readonly string[]): Promise<string> {
  const { file, args, cwd } = engine;
  const { all } = await execa(file, [...args, ...words], {
    cwd,
    all: true,
    reject: false,
    timeout: 20_000,
  });
  return all;
}
