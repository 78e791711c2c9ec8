import type { EstimateLine } from '../place-estimate.ts';
import type { TransformersEngine } from './engine-name.ts';
import type { EngineBudget, EngineModel, EngineTuning } from './engine-question.ts';
import { weightsPerGpu } from './weights-per-gpu.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

/** The share of a GPU that vLLM 0.25 takes, `--gpu-memory-utilization`. */
const vllmShare = 0.92;

/** Of TGI 3.3: `--cuda-memory-fraction` 1 times what it leaves free, `TGI_WIGGLE_ROOM`. */
const tgiShare = 0.9;

/** Tokens that TGI 3.3 reads at a time where nobody says it. */
const tgiBatch = { least: 4096, most: 20_000 };

/**
 * Beside weights and cache a process takes a context of CUDA, buffers for other GPUs, and graphs:
 * 0.5 GiB where it took little, 1.5 GiB where it took much, which is what KAITO sets aside.
 */
const overhead = { least: 0.5 * gibibyte, most: 1.5 * gibibyte };

/** Bytes of an element between layers that are there at the same time, in all. */
const activationBytes = 20;

/** What an engine leaves of a GPU for its cache, as it is started with those words about it. */
export function engineBudget(
  engine: TransformersEngine,
  model: EngineModel,
  tuning: EngineTuning = {},
): EngineBudget {
  return budgets[engine](model, tuning);
}

type Budgeting = (model: EngineModel, tuning: EngineTuning) => EngineBudget;

const budgets: Readonly<Record<TransformersEngine, Budgeting>> = {
  vllm: vllmBudget,
  sglang: sglangBudget,
  tgi: tgiBudget,
};

// The server of vLLM 0.25 computes more tokens at a time on GPUs of 70 GiB and more, but for an
// A100, which nobody says that it is one.
function vllmBudget(model: EngineModel, tuning: EngineTuning): EngineBudget {
  const isLarge = model.gpuBytes >= 70 * gibibyte;
  return measured(model, {
    share: vllmShare,
    batchTokens: isLarge ? 8192 : 2048,
    leastBatchTokens: tuning.batchTokens ?? 2048,
    sequences: isLarge ? 1024 : 256,
    ...tuning,
    cache: 'blocks',
  });
}

// The launcher of TGI 3.3 takes 4096, or more by what the GPU can compute and the model was made for.
function tgiBudget(model: EngineModel, { share = 1, ...tuning }: EngineTuning): EngineBudget {
  const most = Math.min(model.facts.context || tgiBatch.most, tgiBatch.most);
  return measured(model, {
    ...{ batchTokens: most, sequences: 128, ...tuning, share: share * tgiShare, cache: 'tokens' },
    leastBatchTokens: tuning.batchTokens ?? Math.min(tgiBatch.least, most),
  });
}

interface Measured {
  /** Of the memory of a GPU, what the engine takes. */
  readonly share: number;
  readonly batchTokens: number;
  /** What it may be at the least. */
  readonly leastBatchTokens: number;
  /** Conversations whose next token is chosen at a time. */
  readonly sequences: number;
  readonly cache: EngineBudget['cache'];
}

/** Of engines that measure at their start what a full batch takes, and give the cache the rest. */
function measured(model: EngineModel, how: Measured): EngineBudget {
  const { hidden, vocabulary } = model.facts;
  const activationsOf = (tokens: number) => tokens * hidden * activationBytes;
  const activations = activationsOf(how.batchTokens);
  const least = activationsOf(how.leastBatchTokens);
  // Scores of the next token, in 32 bits, and a copy of them.
  const scores = how.sequences * vocabulary * 4 * 2;
  const compute: EstimateLine = {
    what: 'compute',
    bytes: overhead.most + activations + scores,
    exact: false,
    basis: 'rule of thumb',
    why: `a batch of ${how.batchTokens} tokens, CUDA and its graphs; measured by the engine only`,
  };
  return {
    lines: [weightsPerGpu(model), compute],
    limitBytes: Math.floor(model.gpuBytes * how.share),
    uncertainBytes: overhead.most - overhead.least + scores + activations - least,
    batchTokens: how.batchTokens,
    leastBatchTokens: how.leastBatchTokens,
    cache: how.cache,
  };
}

/** From a size of GPU on, in MiB: tokens read at a time, and conversations in a graph. */
const sglangSizes: readonly (readonly [least: number, prefill: number, graph: Graph])[] = [
  [160 * 1024, 16_384, { few: 512, many: 512 }],
  [60 * 1024, 8192, { few: 256, many: 512 }],
  [35 * 1024, 4096, { few: 32, many: 160 }],
  [20 * 1024, 2048, { few: 24, many: 80 }],
  [0, 2048, { few: 8, many: 8 }],
];

/** On fewer than four GPUs, and on more. */
interface Graph {
  readonly few: number;
  readonly many: number;
}

/** What its share follows from as well, where it is not as usual. */
interface SglangMore {
  /** Over how many GPUs the layers are divided. */
  readonly stages?: number | undefined;
  /** Tokens read at a time. */
  readonly batchTokens?: number | undefined;
}

/**
 * The share of a GPU that SGLang 0.5.15 gives to weights and cache where `--mem-fraction-static`
 * is not said; see `server_args.py`. A GPU of 24564 MiB gives 0.847.
 */
export function sglangShare(
  gpuBytes: number,
  gpus: number,
  { stages = 1, batchTokens }: SglangMore = {},
): number {
  const mebibytes = gpuBytes / mebibyte;
  const { prefill, graphs } = sglangBatch(gpuBytes, gpus);
  const parallel = ((gpus * stages) / 8) * 1024;
  const read = Math.max(batchTokens ?? prefill, 2048);
  const sum = 512 + 1.5 * read + 2 * graphs + parallel;
  const reserved = mebibytes > 60 * 1024 ? Math.max(sum, 10 * 1024) : sum;
  return Math.max(0, Math.round(((mebibytes - reserved) / mebibytes) * 1000) / 1000);
}

function sglangBatch(gpuBytes: number, gpus: number) {
  const found = sglangSizes.find(([least]) => gpuBytes / mebibyte >= least);
  const [, prefill, graph] = found ?? [0, 2048, { few: 8, many: 8 }];
  return { prefill, graphs: gpus < 4 ? graph.few : graph.many };
}

/** What CUDA takes before SGLang looks what is free. */
const context = { least: 0.3 * gibibyte, most: 1 * gibibyte };

function sglangBudget(model: EngineModel, tuning: EngineTuning): EngineBudget {
  const { gpuBytes, gpus, stages } = model;
  const { batchTokens = sglangBatch(gpuBytes, gpus).prefill } = tuning;
  const { share = sglangShare(gpuBytes, gpus, { stages, batchTokens }) } = tuning;
  const kept = Math.floor(gpuBytes * (1 - share));
  const compute: EstimateLine = {
    what: 'compute',
    bytes: Math.ceil(kept + context.most * share),
    exact: false,
    basis: 'rule of thumb',
    why: `what --mem-fraction-static ${share} leaves free, and a context of CUDA`,
  };
  return {
    lines: [weightsPerGpu(model), compute],
    limitBytes: gpuBytes,
    uncertainBytes: Math.floor((context.most - context.least) * share),
    batchTokens,
    leastBatchTokens: batchTokens,
    cache: 'tokens',
  };
}
