import { draftMethods } from '../intent/serving-schema.ts';
import { isSaidByWords } from './engine-arg-parts.ts';
import { contextLengthOf, type Facts } from './facts.ts';
import { besideOf } from './model-source.ts';
import { ofEngines } from './of-engines.ts';
import { hasArg } from './read-args.ts';
import type { Row, Rows } from './row.ts';

const engineDecides = 'said nothing to the engine, whose own default goes on';

function inArgs(name: string): (facts: Facts) => string | undefined {
  return ({ service }) =>
    hasArg(service.extraArgs ?? [], name)
      ? `\`${name}\` of \`extraArgs\` came before it`
      : undefined;
}

function ropeDrop(facts: Facts): string | undefined {
  const { type } = facts.service.ropeScaling ?? {};
  return (
    inArgs('--rope-scaling')(facts) ??
    (type === undefined ? 'it had no effect without `type`' : undefined)
  );
}

const size: Rows = {
  contextSize: {
    drop: ({ args }) =>
      args.said.contextSize === undefined ? undefined : '`extraArgs` came after it',
    to: 'serving.contextLength',
    as: contextLengthOf,
    note: ({ slots = '1' }) =>
      Number(slots) > 1
        ? 'was the size for all slots; `serving.contextLength` is that of one'
        : undefined,
  },
  batchSize: { to: 'runtime.llamacpp.batchSize' },
  uBatchSize: { to: 'runtime.llamacpp.microBatchSize' },
};

const parallelSlots: Row = {
  drop: (facts) =>
    facts.args.said.parallel === undefined && !isSaidByWords(facts, 'serving.concurrency')
      ? undefined
      : '`extraArgs` came before it',
  to: 'serving.concurrency',
};

const rope: Rows = {
  'ropeScaling.type': {
    refuse: ({ service }) =>
      service.ropeScaling?.type === 'longrope'
        ? 'is `longrope`, which llama-server does not know: it ends at once'
        : undefined,
    drop: ropeDrop,
    to: 'runtime.llamacpp.rope.type',
  },
  'ropeScaling.factor': {
    drop: ropeDrop,
    to: 'runtime.llamacpp.rope.factor',
    as: ({ service }) => Number(service.ropeScaling?.factor),
  },
  'ropeScaling.originalContext': { drop: ropeDrop, to: 'runtime.llamacpp.rope.originalContext' },
};

const switches: Rows = {
  flashAttention: {
    drop: ({ service, hasGpu }) => {
      if (service.flashAttention !== true) return `false ${engineDecides}`;
      return hasGpu ? undefined : 'it had no effect without a GPU';
    },
    to: 'runtime.llamacpp.flashAttention',
  },
  jinja: {
    drop: ({ service }) => (service.jinja === true ? undefined : `false ${engineDecides}`),
    to: 'runtime.llamacpp.jinja',
  },
  cacheTypeK: {
    drop: ({ service }) =>
      service.cacheTypeCustomK === undefined ? undefined : '`cacheTypeCustomK` came before it',
    to: 'runtime.llamacpp.kvCache.key',
  },
  cacheTypeV: {
    drop: ({ service }) =>
      service.cacheTypeCustomV === undefined ? undefined : '`cacheTypeCustomV` came before it',
    to: 'runtime.llamacpp.kvCache.value',
  },
  cacheTypeCustomK: { to: 'runtime.llamacpp.kvCache.key' },
  cacheTypeCustomV: { to: 'runtime.llamacpp.kvCache.value' },
  moeCPUOffload: { same: false, to: 'runtime.llamacpp.moe.cpuLayers', as: () => 'all' },
  moeCPULayers: {
    same: 0,
    drop: ({ service }) =>
      service.moeCPUOffload === true ? '`moeCPUOffload` is all of the layers' : undefined,
    to: 'runtime.llamacpp.moe.cpuLayers',
  },
  noKvOffload: { same: false, to: 'runtime.llamacpp.kvCache.location', as: () => 'host' },
  noWarmup: { same: false, to: 'runtime.llamacpp.warmup', as: () => false },
  reasoningBudget: { to: 'runtime.llamacpp.reasoning.budget' },
  reasoningBudgetMessage: {
    drop: ({ service }) =>
      service.reasoningBudget === undefined
        ? 'it had no effect without `reasoningBudget`'
        : undefined,
    to: 'runtime.llamacpp.reasoning.message',
  },
  metadataOverrides: { to: 'runtime.llamacpp.metadataOverrides' },
  tensorOverrides: { to: 'runtime.llamacpp.tensorOverrides' },
};

/** What `speculativeDecoding.type` is called here. */
const methods: Readonly<Record<string, string>> = {
  draft: 'draft-simple',
  'draft-simple': 'draft-simple',
  'draft-eagle3': 'draft-eagle3',
  mtp: 'draft-mtp',
  'draft-mtp': 'draft-mtp',
  'ngram-simple': 'ngram-simple',
  'ngram-map-k': 'ngram-map-k',
  'ngram-map-k4v': 'ngram-map-k4v',
  'ngram-mod': 'ngram-mod',
  'ngram-cache': 'ngram-cache',
};

function methodOf({ service }: Facts): string | undefined {
  return methods[service.speculativeDecoding?.type ?? 'none'];
}

function isOff({ service }: Facts): boolean {
  return /^(none|disabled)$/.test(service.speculativeDecoding?.type ?? 'none');
}

const whenOff = (facts: Facts) => (isOff(facts) ? 'it had no effect without a `type`' : undefined);

// Their sizes have flags of their own, which the operator did not write.
function whenOfNgrams(facts: Facts): string | undefined {
  const method = facts.args.said.speculative?.text ?? methodOf(facts);
  const isOfNgrams = method?.startsWith('ngram') === true;
  return whenOff(facts) ?? (isOfNgrams ? 'it had no effect on guesses by n-grams' : undefined);
}

const needsDraft: ReadonlySet<string | undefined> = new Set(draftMethods);

function lacksDraft(facts: Facts): boolean {
  const { draftModel, draftModelRef } = facts.service.speculativeDecoding ?? {};
  const isNamed = draftModelRef !== undefined || besideOf(facts, draftModel) !== undefined;
  return needsDraft.has(methodOf(facts)) && !isNamed;
}

const speculative: Rows = {
  'speculativeDecoding.type': {
    refuse: (facts) => {
      if (lacksDraft(facts)) {
        return 'needs the weights of a draft; name them in `draftModel` and in `files` of the Model';
      }
      return isOff(facts) || methodOf(facts) !== undefined
        ? undefined
        : 'needs the weights of a draft of a kind that is not served so far; write `draft-simple`, `draft-eagle3`, `draft-mtp` or an `ngram` type';
    },
    drop: ({ args }) =>
      args.said.speculative === undefined
        ? undefined
        : '`--spec-type` of `extraArgs` came after it',
    to: 'serving.speculative.method',
    as: methodOf,
  },
  'speculativeDecoding.draftModelRef': {
    refuse:
      'names another Model, and a release has no reference to one; remove it and write the source of that Model as `model.draft.source`',
  },
  'speculativeDecoding.draftModel': {
    drop: (facts) =>
      whenOff(facts) ??
      ((facts.model.files ?? []).length === 0
        ? 'it had no effect without `files` of the Model'
        : undefined),
    to: 'model.draft.source',
    as: (facts) => besideOf(facts, facts.service.speculativeDecoding?.draftModel),
  },
  'speculativeDecoding.nDraftMax': { drop: whenOfNgrams, to: 'serving.speculative.tokens' },
  'speculativeDecoding.pMin': { drop: whenOfNgrams, to: 'serving.speculative.minProbability' },
};

/** What llama.cpp is told. */
export const llamaRows: Rows = {
  ...ofEngines(['llamacpp'], { ...size, ...rope, ...switches, ...speculative }),
  ...ofEngines(['llamacpp', 'vllm'], { parallelSlots }),
};
