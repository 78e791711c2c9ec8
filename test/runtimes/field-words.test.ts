import { expect, test } from 'vitest';
import { mergeIntent, type PartialIntent } from '../../src/core/intent/merge-intent.ts';
import { intentSchema } from '../../src/core/intent/schema.ts';
import { runtimes } from '../../src/runtimes/runtimes.ts';
import { fieldChanges } from '../support/field-changes.ts';
import { runtimeSamples } from '../support/golden/runtime-samples.ts';

/** What a shared field is of an engine that does not take its usual sample. */
const ownSamples: Readonly<Record<string, PartialIntent>> = {
  // Each method has a flag of its own.
  'llamacpp serving.speculative.tokens': {
    serving: { speculative: { method: 'draft-mtp', tokens: 4 } },
  },
  'vllm serving.speculative': { serving: { speculative: { method: 'ngram-simple', tokens: 4 } } },
  'sglang serving.speculative': { serving: { speculative: { method: 'draft-mtp', tokens: 4 } } },
  'tgi serving.speculative': { serving: { speculative: { method: 'ngram-simple', tokens: 4 } } },
  // Nothing is rendered of it alone.
  ...Object.fromEntries(
    ['llamacpp', 'vllm', 'sglang', 'tgi'].map((name) => [
      `${name} hardware.gpuMemory`,
      { hardware: { gpus: 1, gpuMemory: '24Gi' } },
    ]),
  ),
  // Each release has one, and the usual sample is a file.
  'vllm model.source': {},
  'sglang model.source': {},
  'tgi model.source': {},
  'personaplex model.source': {},
};

/** Words that may stand beside their field, each with the reason. */
const besideField: Readonly<Record<string, string>> = {
  'llamacpp hardware.gpus --n-gpu-layers': 'some layers of the GPUs are left to the processor',
  'llamacpp hardware.gpuMemory --n-gpu-layers': 'deploy says that nothing is computed then',
  'llamacpp serving.mode --cache-ram': 'it is given for the mode, and says nothing of it',
};

/** Of what may be said with another value the one that contradicts. */
const values: Readonly<Record<string, string>> = {
  // A number of GPUs is contradicted by what asks for more.
  'hardware.gpus': '64',
};

interface Case {
  readonly runtime: string;
  readonly field: string;
  readonly word: string;
  readonly given: PartialIntent;
}

const cases: readonly Case[] = runtimes.flatMap(({ name, fieldWords }) =>
  Object.entries(fieldWords).flatMap(([path, text]) => {
    const field = path.replace(/^spec\./, '');
    return flagsOf(text).map((word) => ({
      runtime: name,
      field,
      word,
      given: intentOf(name, field),
    }));
  }),
);

function flagsOf(text: string): readonly string[] {
  return [...new Set(text.match(/(?<![\w-])--[a-z][\w-]*/g) ?? [])];
}

/** An intent of that runtime that says the field. */
function intentOf(runtime: string, field: string): PartialIntent {
  const release = runtimeSamples.find(({ name }) => name === runtime)?.release ?? {};
  const own = Object.entries(ownSamples).find(([key]) => `${runtime} ${field}`.startsWith(key));
  const parts = own === undefined ? partsOf(field) : [own[1]];
  return [
    { model: { id: 'qwen' }, runtime: { image: 'engine:1' } },
    release,
    ...parts,
  ].reduce<PartialIntent>((whole, part) => mergeIntent(whole, part) as PartialIntent, {});
}

function partsOf(field: string): readonly PartialIntent[] {
  const found = Object.entries(fieldChanges).find(
    ([path]) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`),
  );
  if (found === undefined) throw new Error(`${field} has a sample`);
  const [, { given, beside = {} }] = found;
  return [beside, given];
}

const schema = intentSchema(runtimes);
const problemsOf = (intent: PartialIntent) =>
  (schema.safeParse(intent).error?.issues ?? []).map(({ path, message }) => ({
    path: path.join('.'),
    message,
  }));

test.each(cases)('$runtime takes no $word beside $field', ({ runtime, field, word, given }) => {
  expect(problemsOf(given)).toEqual([]);
  const args = [word, values[field] ?? '1'];
  const told = problemsOf(mergeIntent(given, { runtime: { args } }) as PartialIntent);
  const isFree = besideField[`${runtime} ${field} ${word}`] !== undefined;
  const about = told.filter(({ path, message }) => {
    return path.startsWith('runtime.args') || (path === field && message.includes('runtime.args'));
  });
  expect(about.length > 0).toBe(!isFree);
});

test('every runtime with words is gone through', () => {
  const named = new Set(cases.map(({ runtime }) => runtime));
  expect([...named].sort()).toEqual(['llamacpp', 'personaplex', 'sglang', 'tgi', 'vllm']);
  expect(cases.length).toBeGreaterThan(150);
  const free = Object.keys(besideField);
  const there = cases.map(({ runtime, field, word }) => `${runtime} ${field} ${word}`);
  expect(free.filter((one) => !there.includes(one))).toEqual([]);
});
