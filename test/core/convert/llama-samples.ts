import type { Fate, Sample } from './field-samples.ts';

const becomes = (part: object): Fate => ({ becomes: part });
const refused = (words: string): Fate => ({ refused: words });
const dropped = (words: string): Fate => ({ dropped: words });
const of = (service: object, fate: Fate): Sample => ({ service, fate });
const llama = (part: object): Fate => becomes({ runtime: { llamacpp: part } });
const rope = (ropeScaling: object, more: object = {}): object => ({ ropeScaling, ...more });
const draft = (type: string, more: object = {}, extraArgs?: readonly string[]): object => ({
  speculativeDecoding: { type, ...more },
  ...(extraArgs === undefined ? {} : { extraArgs }),
});
const method = (name: string): Fate => becomes({ serving: { speculative: { method: name } } });

const withDraft = (type: string): Sample => ({
  model: { source: 'hf://o/r', files: ['m.gguf', 'd.gguf'] },
  service: draft(type, { draftModel: 'd.gguf' }),
  fate: becomes({ model: { draft: { source: 'hf://o/r/d.gguf' } } }),
});

/** Samples of the fields for llama.cpp. */
export const llamaSamples: Readonly<Record<string, readonly Sample[]>> = {
  contextSize: [
    of({}, dropped('takes 8192 tokens')),
    of({ contextSize: 8192 }, becomes({ serving: { contextLength: 8192 } })),
    of(
      { contextSize: 8192, parallelSlots: 3 },
      becomes({ serving: { contextLength: 2730, concurrency: 3 } }),
    ),
    of({ contextSize: 8192, extraArgs: ['-c', '4096'] }, dropped('`extraArgs`')),
  ],
  parallelSlots: [
    of({ parallelSlots: 1 }, becomes({ serving: { concurrency: 1 } })),
    of({ parallelSlots: 4, extraArgs: ['--parallel=2'] }, dropped('`extraArgs`')),
  ],
  batchSize: [of({ batchSize: 512 }, llama({ batchSize: 512 }))],
  uBatchSize: [of({ uBatchSize: 256 }, llama({ microBatchSize: 256 }))],
  'ropeScaling.type': [
    of(rope({ type: 'yarn' }), llama({ rope: { type: 'yarn' } })),
    of(rope({ type: 'longrope' }), refused('does not know')),
    of(
      rope({ type: 'yarn' }, { extraArgs: ['--rope-scaling', 'none'] }),
      dropped('`--rope-scaling`'),
    ),
  ],
  'ropeScaling.factor': [
    of(rope({ type: 'yarn', factor: '2.5' }), llama({ rope: { type: 'yarn', factor: 2.5 } })),
    of(rope({ factor: '2.5' }), dropped('without `type`')),
  ],
  'ropeScaling.originalContext': [
    of(
      rope({ type: 'yarn', factor: '4', originalContext: 32768 }),
      llama({ rope: { originalContext: 32768 } }),
    ),
  ],
  flashAttention: [
    {
      ...of({ flashAttention: true }, llama({ flashAttention: true })),
      model: { hardware: { gpu: { count: 1 } } },
    },
    of({ flashAttention: true }, dropped('without a GPU')),
    of({ flashAttention: false }, dropped('own default')),
  ],
  jinja: [
    of({ jinja: true }, llama({ jinja: true })),
    of({ jinja: false }, dropped('own default')),
  ],
  cacheTypeK: [
    of({ cacheTypeK: 'q8_0' }, llama({ kvCache: { key: 'q8_0' } })),
    of({ cacheTypeK: 'q8_0', cacheTypeCustomK: 'x' }, dropped('`cacheTypeCustomK`')),
  ],
  cacheTypeV: [of({ cacheTypeV: 'q4_0' }, llama({ kvCache: { value: 'q4_0' } }))],
  cacheTypeCustomK: [of({ cacheTypeCustomK: 'bf16' }, llama({ kvCache: { key: 'bf16' } }))],
  cacheTypeCustomV: [of({ cacheTypeCustomV: 'bf16' }, llama({ kvCache: { value: 'bf16' } }))],
  moeCPUOffload: [
    of({ moeCPUOffload: true }, llama({ moe: { cpuLayers: 'all' } })),
    of({ moeCPUOffload: false }, becomes({})),
  ],
  moeCPULayers: [
    of({ moeCPULayers: 8 }, llama({ moe: { cpuLayers: 8 } })),
    of({ moeCPULayers: 0 }, becomes({})),
    of({ moeCPULayers: 8, moeCPUOffload: true }, dropped('all of the layers')),
  ],
  noKvOffload: [of({ noKvOffload: true }, llama({ kvCache: { location: 'host' } }))],
  noWarmup: [of({ noWarmup: true }, llama({ warmup: false }))],
  reasoningBudget: [of({ reasoningBudget: 0 }, llama({ reasoning: { budget: 0 } }))],
  reasoningBudgetMessage: [
    of(
      { reasoningBudget: 9, reasoningBudgetMessage: 'end' },
      llama({ reasoning: { budget: 9, message: 'end' } }),
    ),
    of({ reasoningBudgetMessage: 'end' }, dropped('without `reasoningBudget`')),
  ],
  metadataOverrides: [
    of({ metadataOverrides: ['a=int:1'] }, llama({ metadataOverrides: ['a=int:1'] })),
    of({ metadataOverrides: ['a=int:1', 'b=bool:true'] }, llama({})),
  ],
  tensorOverrides: [of({ tensorOverrides: ['x=CPU'] }, llama({ tensorOverrides: ['x=CPU'] }))],
  'speculativeDecoding.type': [
    of(draft('none'), becomes({})),
    of(draft('disabled'), becomes({})),
    of(draft('mtp'), method('draft-mtp')),
    of(draft('mtp', {}, ['--spec-type', 'ngram-mod']), dropped('`--spec-type` of `extraArgs`')),
    ...[
      'draft-mtp',
      'ngram-simple',
      'ngram-map-k',
      'ngram-map-k4v',
      'ngram-mod',
      'ngram-cache',
    ].map((type) => of(draft(type), method(type))),
    ...['draft', 'draft-simple', 'draft-eagle3', 'draft-dflash', 'draft-dspark'].map((type) =>
      of(draft(type), refused('weights of a draft')),
    ),
  ],
  'speculativeDecoding.draftModelRef': [
    of(draft('draft-mtp', { draftModelRef: 'd' }), refused('names another Model')),
  ],
  'speculativeDecoding.draftModel': [
    of(draft('draft-mtp', { draftModel: 'd.gguf' }), dropped('without `files`')),
    of(draft('none', { draftModel: 'd.gguf' }), dropped('without a `type`')),
    withDraft('draft'),
    withDraft('draft-eagle3'),
    withDraft('mtp'),
  ],
  'speculativeDecoding.nDraftMax': [
    of(draft('mtp', { nDraftMax: 4 }), becomes({ serving: { speculative: { tokens: 4 } } })),
    of(draft('none', { nDraftMax: 4 }), dropped('without a `type`')),
    of(draft('ngram-mod', { nDraftMax: 4 }), dropped('had no effect on guesses by n-grams')),
    of(
      draft('mtp', { nDraftMax: 4 }, ['--spec-type', 'ngram-cache']),
      dropped('had no effect on guesses by n-grams'),
    ),
    of(
      draft('ngram-mod', { nDraftMax: 4 }, ['--spec-type', 'draft-mtp']),
      becomes({ serving: { speculative: { tokens: 4 } } }),
    ),
  ],
  'speculativeDecoding.pMin': [
    of(draft('mtp', { pMin: 0.5 }), becomes({ serving: { speculative: { minProbability: 0.5 } } })),
    of(draft('ngram-cache', { pMin: 0.5 }), dropped('had no effect on guesses by n-grams')),
  ],
};
