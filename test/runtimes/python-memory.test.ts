import { describe, expect, test } from 'vitest';
import { type Resolved, resolvedSchema } from '../../src/core/resolve/resolved.ts';
import { runtimeNamed } from '../../src/runtimes/runtimes.ts';
import { wordsOfMemory as sglangWords } from '../../src/runtimes/sglang/memory.ts';
import { wordsOfMemory as vllmWords } from '../../src/runtimes/vllm/memory.ts';
import { engineFlags } from '../support/engine-flags/engine-flags.ts';
import { factsOf } from '../support/fit/engine-memory-asked.ts';
import { llama3Tensors, publicConfigs } from '../support/fit/public-configs.ts';
import { resolvedWith } from '../support/resolved.ts';

const gibibyte = 1024 ** 3;
const engines = ['vllm', 'sglang', 'tgi'] as const;
type Engine = (typeof engines)[number];

const longer = { ...factsOf(publicConfigs.llama3), context: 131_072 };

function releaseOf(engine: Engine, changes: Partial<Resolved>): Resolved {
  const { contextLength: _, ...rest } = resolvedWith({ runtime: engine, gpus: 1, ...changes });
  const { contextLength } = changes;
  return contextLength === undefined ? rest : { ...rest, contextLength };
}

/** Why a release is not planned, by what it says itself. */
const whyOf = (engine: Engine, changes: Partial<Resolved>) =>
  runtimeNamed(engine).unknownMemory?.(releaseOf(engine, changes));

/** A plan for Llama 3 8B on GPUs of 24 GiB. */
function plan(engine: Engine, changes: Partial<Resolved> = {}, facts = longer) {
  expect(whyOf(engine, changes)).toBeUndefined();
  return runtimeNamed(engine).planMemory?.(releaseOf(engine, changes), {
    model: { form: 'transformers', facts, tensors: llama3Tensors },
    gpuBytes: [24 * gibibyte],
  });
}

/** Tokens that a plan says conversations may hold together. */
function heldIn(engine: Engine, changes: Partial<Resolved> = {}): number {
  const found = plan(engine, changes);
  if (found?.kind !== 'planned') throw new Error(JSON.stringify(found));
  return Number(/may hold (\d+) tokens together/.exec(found.because[0] ?? '')?.[1]);
}

/** What each engine calls its share of a GPU. */
const shareWords = {
  vllm: '--gpu-memory-utilization',
  sglang: '--mem-fraction-static',
  tgi: '--cuda-memory-fraction',
};

describe.each(engines)('%s', (engine) => {
  test('a share is counted, as a field and as an argument alike', () => {
    const asField = heldIn(engine, { options: { gpuMemoryFraction: 0.8 } });
    expect(asField).not.toBe(heldIn(engine));
    expect(heldIn(engine, { args: [shareWords[engine], '0.8'] })).toBe(asField);
    expect(heldIn(engine, { args: [`${shareWords[engine]}=0.8`] })).toBe(asField);
    const small = { options: { gpuMemoryFraction: 0.3 } };
    expect(plan(engine, small)).toMatchObject({ kind: 'too large' });
  });

  test('a cache of fp8 holds more, and of a type that nobody knows nothing is said', () => {
    const type = engine === 'tgi' ? 'fp8_e4m3fn' : 'fp8_e4m3';
    expect(heldIn(engine, { options: { kvCache: { type } } })).toBeGreaterThan(
      1.9 * heldIn(engine),
    );
    expect(whyOf(engine, { options: { kvCache: { type: 'nvfp4' } } })).toContain('kvCache.type');
    expect(whyOf(engine, { args: ['--kv-cache-dtype', 'nvfp4'] })).toContain('kvCache.type');
  });

  test('GPUs divide each layer by default, and by words only as those say', () => {
    const places = (changes: Partial<Resolved>) => {
      const found = plan(engine, { gpus: 2, ...changes });
      if (found?.kind !== 'planned') throw new Error(JSON.stringify(found));
      return found.fit.places;
    };
    const [one, two, ...more] = places({});
    expect(more).toEqual([]);
    expect(two?.usedBytes).toBe(one?.usedBytes);
    expect(one?.usedBytes).toBeLessThan(22 * gibibyte);
    const word = engine === 'tgi' ? '--num-shard' : '--tensor-parallel-size';
    expect(places({ args: [word, '1'] })).toHaveLength(1);
    expect(whyOf(engine, { gpus: 2, args: [word, 'two'] })).toContain('is no number');
    expect(plan(engine, { gpus: 3 })).toMatchObject({ kind: 'refused' });
  });
});

describe.each(engines)('%s, as a release has it', (engine) => {
  test('what is not computed is named', () => {
    expect(whyOf(engine, { gpus: 0 })).toBe(
      `what \`${engine}\` takes without GPUs is not computed`,
    );
    const claims = [{ name: 'gpu', templateName: 'one' }];
    expect(whyOf(engine, { gpus: 0, claims })).toContain('hardware.claims');
    expect(whyOf(engine, { mode: 'embedding' })).toContain('serving.mode: embedding');
    expect(whyOf(engine, { options: { dtype: 'float32' } })).toContain('dtype');
    expect(whyOf(engine, { args: ['--dtype', 'float32'] })).toContain('dtype');
    const adapters = [{ name: 'a', path: 'org/a' }];
    expect(whyOf(engine, { options: { lora: { adapters } } })).toContain('lora.adapters');
    const speculative = { method: 'draft-mtp', tokens: 2 } as const;
    expect(whyOf(engine, { speculative })).toContain('guessing ahead');
    const quantised = plan(engine, { options: { quantization: 'fp8' } });
    expect(quantised).toMatchObject({ kind: 'unknown', why: expect.stringContaining('quantised') });
  });

  test('what another image, other variables or another program take is not computed', () => {
    expect(whyOf(engine, { command: ['my-server'] })).toContain('runtime.command');
    expect(
      whyOf(engine, { envFrom: [{ secret: 'a' }] as unknown as Resolved['envFrom'] }),
    ).toContain('runtime.envFrom');
    const share = shareWords[engine];
    expect(whyOf(engine, { args: [share, '1.5'] })).toContain('more than all of a GPU');
    const warningsWith = (image: string) => {
      const found = plan(engine, { image });
      return found?.kind === 'planned' ? found.warnings : undefined;
    };
    const own = runtimeNamed(engine).images.nvidia ?? '';
    const copy = `registry.example/mirror/${own.slice(own.lastIndexOf('/') + 1)}`;
    expect(warningsWith(own)).toEqual([]);
    expect(warningsWith(copy)).toEqual([]);
    expect(warningsWith('engine:1')).toEqual([
      `the plan is made for \`${own.slice(own.lastIndexOf('/') + 1)}\`, and another image may take more or less`,
    ]);
  });

  test('a model that decides the type of its cache is computed with a type that is said', () => {
    const decides = { ...longer, quantisation: { method: 'fp8', decidesCache: true as const } };
    expect(plan(engine, {}, decides)).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('say `kvCache.type`'),
    });
    const said = { options: { kvCache: { type: 'fp8_e5m2' } } };
    expect(plan(engine, said, decides)).toMatchObject({ kind: 'planned' });
  });
});

describe.each(engines)('of %s a plan is kept', (engine) => {
  const settingsOf = (changes: Partial<Resolved>) =>
    JSON.stringify(runtimeNamed(engine).memorySettings?.(releaseOf(engine, changes)));

  test.each<Partial<Resolved>>([
    { options: { trustRemoteCode: true } },
    { args: ['--log-level', 'debug'] },
    { concurrency: 8 },
    { env: { A: '1' } },
  ])('with %j, which it does not read', (changes) => {
    expect(settingsOf(changes)).toBe(settingsOf({}));
  });

  test.each<Partial<Resolved>>([
    { options: { gpuMemoryFraction: 0.5 } },
    { args: [shareWords[engine], '0.5'] },
    { options: { kvCache: { type: 'fp8_e5m2' } } },
    { image: 'engine:2' },
    { command: ['other'] },
    { envFrom: [] },
    { args: [engine === 'tgi' ? '--cuda-graphs' : '--model-impl', 'x'] },
  ])('not with %j', (changes) => {
    expect(settingsOf(changes)).not.toBe(settingsOf({}));
  });
});

test.each<[Engine, Partial<Resolved>, string]>([
  ['vllm', { options: { cpuOffloadGb: 4 } }, 'cpuOffloadGb'],
  ['vllm', { options: { chunkedPrefill: false } }, 'chunkedPrefill'],
  ['vllm', { args: ['--enable-expert-parallel'] }, 'expertParallel'],
  ['vllm', { args: ['--kv-cache-memory-bytes=1'] }, '--kv-cache-memory-bytes'],
  ['vllm', { args: ['--num-gpu-blocks', '5'] }, '--num-gpu-blocks-override'],
  ['vllm', { env: { VLLM_PP_LAYER_PARTITION: '1,31' } }, 'VLLM_PP_LAYER_PARTITION'],
  ['vllm', { gpus: 2, args: ['-tp', '4'] }, 'more GPUs'],
  ['vllm', { args: ['-O3'] }, '-O'],
  ['vllm', { args: ['--convert', 'embed'] }, '--convert'],
  ['sglang', { vendor: 'amd' }, 'amd'],
  ['sglang', { args: ['--dcp-size', '2'] }, '--dcp-size'],
  ['sglang', { options: { chunkedPrefill: -1 } }, 'chunkedPrefill'],
  ['sglang', { args: ['--enable-dp-attention'] }, '--enable-dp-attention'],
  ['sglang', { options: { draft: { method: 'eagle', model: 'org/d' } } }, 'draft'],
  ['sglang', { options: { loadFormat: 'gguf' } }, 'loadFormat'],
  ['tgi', { options: { maxBatchedTokens: 9000 } }, 'maxBatchedTokens'],
  ['tgi', { args: ['--cuda-graphs', '0'] }, '--cuda-graphs'],
  ['tgi', { env: { ATTENTION: 'paged' } }, 'ATTENTION'],
])('%s with %j is not computed, as %s is not', (engine, changes, named) => {
  expect(whyOf(engine, changes)).toContain(named);
});

test('what changes nothing of memory is no obstacle', () => {
  const options = { prefixCaching: true, enforceEager: true, chunkedPrefill: true };
  const args = ['--max-log-len', '10', '--enable-eager-logs'];
  expect(whyOf('vllm', { options, args })).toBeUndefined();
  expect(whyOf('vllm', { speculative: { method: 'ngram-simple', tokens: 2 } })).toBeUndefined();
});

test('longer batches and more conversations at a time are counted where the engine has them', () => {
  const usual = heldIn('vllm');
  expect(heldIn('vllm', { options: { maxBatchedTokens: 8192 } })).toBeLessThan(usual);
  expect(heldIn('vllm', { args: ['--max-num-batched-tokens', '8192'] })).toBeLessThan(usual);
  expect(heldIn('vllm', { concurrency: 1024 })).toBeLessThan(usual);
  expect(heldIn('sglang', { options: { chunkedPrefill: 4096 } })).toBeLessThan(heldIn('sglang'));
  const tgiWith = (maxPrefillTokens: number) => heldIn('tgi', { options: { maxPrefillTokens } });
  expect(tgiWith(8192)).toBeLessThan(tgiWith(4096));
});

test('layers of their own on each GPU are two halves', () => {
  const found = plan('vllm', { gpus: 2, split: { mode: 'layer' } });
  if (found?.kind !== 'planned') throw new Error(JSON.stringify(found));
  expect(found.fit.places).toHaveLength(2);
  expect(resolvedSchema.shape.fit.parse(found.fit)).toEqual(found.fit);
});

test('the share of SGLang for a model that sees is known only where somebody says it', () => {
  const sees = { ...longer, isMultimodal: true };
  expect(plan('sglang', {}, sees)).toMatchObject({ kind: 'unknown' });
  const said = { options: { gpuMemoryFraction: 0.8 } };
  expect(plan('sglang', said, sees)).toMatchObject({ kind: 'planned' });
});

test.each([
  ['vllm', vllmWords],
  ['sglang', sglangWords],
] as const)('each spelling of the words of %s is one that its parser has', (engine, words) => {
  const { flags } = engineFlags(engine);
  const spellings = words.map((word) => flags.find(({ names }) => names.includes(word))?.names);
  expect(words.filter((_, index) => spellings[index] === undefined)).toEqual([]);
  expect(spellings.flatMap((names) => names ?? []).filter((name) => !words.includes(name))).toEqual(
    [],
  );
});
