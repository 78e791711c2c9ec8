import { expect, test } from 'vitest';
import * as z from 'zod';
import { sglangWords, vllmWords } from '../../../src/core/convert/known-words.ts';
import { engineBlocks } from '../../../src/core/convert/v1alpha1/engine-blocks.ts';
import { argumentFaults } from '../../support/engine-flags/argument-faults.ts';
import { engineFlags } from '../../support/engine-flags/engine-flags.ts';
import { convertPair } from '../../support/operator/convert-pair.ts';
import { pairDocuments } from './operator-files.ts';

const gpu = { source: 'hf://org/model', hardware: { gpu: { count: 1 } } };
const flags = { vllm: engineFlags('vllm'), sglang: engineFlags('sglang') };
const draft = { enabled: true, algorithm: 'EAGLE', draftModelPath: 'org/small' };

interface Part {
  readonly properties?: Readonly<Record<string, Part>>;
  readonly enum?: readonly string[];
}

/** What the engine is started with, or why the document is refused, beside what is noted. */
function outcomeOf(runtime: 'vllm' | 'sglang', own: object, image?: string) {
  const block = `${runtime}Config`;
  const converted = convertPair(pairDocuments(gpu, { runtime, image, [block]: own }));
  if (converted.kind === 'refused') return { refused: converted.problems.join('\n') };
  const pod = Reflect.get(Object(converted.objects.Deployment).spec, 'template');
  const words: readonly string[] = Object(pod).spec.containers[0].args;
  return { faults: argumentFaults(flags[runtime], words), notes: converted.notes.join('\n') };
}

/** Every word that the operator's own schema has for a field of a block. */
function wordsOf(runtime: 'vllm' | 'sglang') {
  const whole = z.toJSONSchema(engineBlocks[`${runtime}Config`]) as Part;
  return below(whole, '');
}

function below({ properties = {} }: Part, path: string): (readonly [string, string])[] {
  return Object.entries(properties).flatMap(([name, part]) => [
    ...(part.enum ?? []).map((word) => [`${path}${name}`, word] as const),
    ...below(part, `${path}${name}.`),
  ]);
}

function given(field: string, word: string): object {
  const [name = '', inside] = field.split('.');
  return { [name]: inside === undefined ? word : { ...draft, [inside]: word } };
}

test.each([
  [
    'vllm',
    [
      ...['quantization squeezellm', 'quantization nvfp4', 'attentionBackend XFORMERS'],
      ...['attentionBackend xformers', 'attentionBackend torch_sdpa'],
    ],
  ],
  [
    'sglang',
    [
      ...['attentionBackend flash_attn', 'toolCallParser qwen3', 'toolCallParser functionary'],
      'speculative.algorithm Medusa',
    ],
  ],
] as const)(
  'each word that the operator has for %s is taken by it or refused',
  (runtime, wrong) => {
    const outcomes = wordsOf(runtime).map(([field, word]) => ({
      text: `${field} ${word}`,
      ...outcomeOf(runtime, given(field, word)),
    }));
    expect(outcomes.filter(({ faults }) => faults?.length !== 0).map(({ text }) => text)).toEqual(
      wrong,
    );
    for (const { refused } of outcomes) {
      if (refused !== undefined) expect(refused).toMatch(/ends at once|does not know/);
    }
    expect(outcomes.length).toBeGreaterThan(2 * wrong.length);
  },
);

test.each([
  ['vllm', { kvCacheCustomDtype: 'fp99' }],
  ['sglang', { kvCacheCustomDtype: 'fp99' }],
  ['sglang', { kvCacheDtype: 'fp99' }],
  ['sglang', { quantization: 'zzz' }],
  ['sglang', { loraTargetModules: ['q_proj', 'zzz'] }],
] as const)(
  '%s is not started with %j, unless an image is named that may know it',
  (runtime, own) => {
    expect(outcomeOf(runtime, own).refused).toContain('or name an `image` that takes it');
    expect(outcomeOf(runtime, own, 'engine:1').notes).toContain('which not each build of');
  },
);

test('where the operator took any text, the words are those of the engine', () => {
  const choices = (runtime: 'vllm' | 'sglang', flag: string) =>
    flags[runtime].flags.find(({ names }) => names.includes(flag))?.choices;
  expect(vllmWords.kvCache.words).toEqual(choices('vllm', '--kv-cache-dtype'));
  expect(sglangWords.kvCache.words).toEqual(choices('sglang', '--kv-cache-dtype'));
  expect(sglangWords.quantization.words).toEqual(choices('sglang', '--quantization'));
  expect(sglangWords.loraTargets.words).toEqual(choices('sglang', '--lora-target-modules'));
});
