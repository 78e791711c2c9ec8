import { anyAddress } from '../../core/any-address.ts';
import { mergeIntent, type PartialIntent } from '../../core/intent/merge-intent.ts';
import type { EngineOptions } from '../../core/intent/runtime-schema.ts';
import type { Resolved } from '../../core/resolve/resolved.ts';
import type { EnginePlaces, Runtime } from '../../core/runtime.ts';
import { answerRules } from '../answering.ts';
import { fieldWordsOf, notesOf, optionsSchema, wordsOf } from '../engine-field.ts';
import { saidTwiceRules } from '../said-twice.ts';
import { argProblems, isSaid, reserved, sharedFields, variableProblem } from './arguments.ts';
import { contextRule, noFactor } from './context.ts';
import { answerFields, blocks, fields } from './fields.ts';
import { images, imagesSeen } from './images.ts';
import { leavesGpus } from './memory/leaves-gpus.ts';
import { planMemory } from './memory/plan-memory.ts';
import { readEvidence } from './memory/read-evidence.ts';
import { unknownMemory } from './memory/unknown-memory.ts';
import { metrics } from './metrics.ts';
import { isRouter, routerRules } from './router.ts';
import { speculation, speculationRules } from './speculation.ts';
import { withoutGpus } from './without-gpus.ts';

/** llama.cpp's own server, `llama-server`: GGUF weights, one model in one process. */
export const llamacpp: Runtime = {
  name: 'llamacpp',
  listening: () => ({ port: 8080, healthPath: '/health' }),
  images,
  imagesSeen,
  metrics,
  stopsAtOnce: true,
  weights: ['file'],
  knowsContext: false,
  rules: [
    contextRule,
    ...routerRules,
    ...saidTwiceRules(sharedFields),
    ...answerRules('llamacpp', answerFields),
    ...speculationRules,
    ...withoutGpus,
    noFactor,
  ],
  options: optionsSchema(fields),
  notes: notesOf('llamacpp', fields, blocks),
  argProblems,
  reserved,
  variableProblem,
  keyVariable: () => 'LLAMA_API_KEY',
  isSaid,
  planMemory,
  plansDraft: (resolved) => unknownMemory(resolved) === undefined,
  readEvidence,
  leavesGpus,
  downloadImage: () => undefined,
  variables: () => ({}),
  fieldWords: {
    'spec.model.id': '--alias',
    'spec.model.source': '--model, or --models-dir of a router',
    'spec.model.projector.source': '--mmproj',
    'spec.model.draft.source': '--model-draft',
    'spec.model.adapters[].source': '--lora',
    'spec.model.adapters[].scale': '--lora-scaled',
    'spec.serving.mode': '--embedding or --reranking, with --cache-ram 0',
    'spec.serving.contextLength': '--ctx-size, times the concurrency',
    'spec.serving.concurrency': '--parallel',
    'spec.serving.speculative.method': '--spec-type',
    'spec.serving.speculative.tokens': '--spec-draft-n-max, or a flag of n-grams',
    'spec.serving.speculative.minProbability': '--spec-draft-p-min',
    'spec.hardware.gpus': '--n-gpu-layers 999, when there is one',
    'spec.hardware.gpuMemory': '--n-gpu-layers and --tensor-split, where not all fits',
    'spec.hardware.split.mode': '--split-mode',
    'spec.hardware.split.ratio': '--tensor-split',
    'spec.network.bindAddress': '--host',
    ...fieldWordsOf('llamacpp', fields),
    'spec.network.apiKeySecret': 'LLAMA_API_KEY, a variable',
  },
  fieldDefaults: {
    'spec.serving.concurrency': 'what the engine decides; they share one context',
  },
  args: (resolved, places) => [
    ...served(resolved, places),
    ...listening(resolved, places),
    ...context(resolved),
    ...devices(resolved),
    ...wordsOf(fields, withDefaults(resolved)),
    ...speculation(resolved),
    ...filesBeside(resolved, places),
    ...modes[resolved.mode ?? 'chat'],
    '--metrics',
    // From level 4 on the engine tells where each buffer lies: the evidence of what it uses.
    '--log-verbosity',
    '4',
    ...(resolved.args ?? []),
  ],
};

// Of many models each is called what its file is.
function served({ modelId, options = {} }: Resolved, { weights }: EnginePlaces): string[] {
  return isRouter(options) ? ['--models-dir', weights] : ['--model', weights, '--alias', modelId];
}

// A name that ends in .sock is a unix socket.
function listening({ bindAddress = anyAddress }: Resolved, { socket }: EnginePlaces): string[] {
  return socket === undefined ? ['--host', bindAddress, '--port', '8080'] : ['--host', socket];
}

// Given a number of conversations, the engine divides the context among them.
function context({ contextLength, concurrency }: Resolved): string[] {
  if (contextLength === undefined) return [];
  if (concurrency === undefined) return ['--ctx-size', String(contextLength)];
  return ['--ctx-size', String(contextLength * concurrency), '--parallel', String(concurrency)];
}

function devices({ split, fit }: Resolved): string[] {
  const { mode, ratio } = split ?? fit?.split ?? {};
  const mainGpu = split === undefined ? fit?.split?.mainGpu : undefined;
  return [
    ...(mode === undefined ? [] : ['--split-mode', mode]),
    ...(mainGpu === undefined ? [] : ['--main-gpu', String(mainGpu)]),
    ...(ratio === undefined ? [] : ['--tensor-split', ratio.join(',')]),
  ];
}

function withDefaults(resolved: Resolved): EngineOptions {
  const { options = {}, fit, gpus, claims, args = [] } = resolved;
  const hasGpu = gpus > 0 || claims !== undefined;
  // More than any model has: builds differ in what they offload by default.
  const layers = hasGpu && !isSaid(args, 'gpuLayers') ? { gpuLayers: 999 } : {};
  const said = mergeIntent(fit?.options ?? {}, options as PartialIntent);
  return { ...layers, ...said, sampling: samplingOf(resolved) };
}

function samplingOf({ options, recommended, args = [] }: Resolved): EngineOptions {
  const open = Object.entries(recommended?.sampling ?? {}).filter(
    ([name]) => !isSaid(args, `sampling.${name}`),
  );
  return { ...Object.fromEntries(open), ...Object(options?.sampling) };
}

const flagsOfRole = { projector: '--mmproj', draft: '--model-draft' } as const;

function filesBeside({ files = [] }: Resolved, places: EnginePlaces): string[] {
  const paths = places.files ?? [];
  const words: string[] = [];
  const adapters: { path: string; scale: number | undefined }[] = [];
  files.forEach(({ role, scale }, index) => {
    const path = paths[index] ?? '';
    if (role === 'adapter') adapters.push({ path, scale });
    else words.push(flagsOfRole[role], path);
  });
  return [...words, ...adapterWords(adapters)];
}

// Of a flag that is given twice only the last counts, so all of them are in one word.
function adapterWords(
  adapters: readonly { readonly path: string; readonly scale: number | undefined }[],
): string[] {
  if (adapters.length === 0) return [];
  if (adapters.every(({ scale }) => scale === undefined)) {
    return ['--lora', adapters.map(({ path }) => path).join(',')];
  }
  return ['--lora-scaled', adapters.map(({ path, scale = 1 }) => `${path}:${scale}`).join(',')];
}

// The cache of prompts in main memory serves conversations alone.
const modes = {
  chat: [],
  embedding: ['--embedding', '--cache-ram', '0'],
  rerank: ['--reranking', '--cache-ram', '0'],
} as const;
