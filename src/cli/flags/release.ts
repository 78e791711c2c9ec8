import { Flags } from '@oclif/core';
import { vendors } from '../../core/hardware/vendors.ts';
import type { PartialIntent } from '../../core/intent/merge-intent.ts';
import { servingModes } from '../../core/intent/serving-modes.ts';
import { parseCache } from '../parse-cache.ts';
import { type EnvironmentFlags, parseEnvironment } from '../parse-environment.ts';
import { parseSecretReference } from '../parse-secret-reference.ts';
import { overlay, parseSet } from '../parse-set.ts';
import { runtimeNames } from '../runtime-names.ts';

const model = { helpGroup: 'MODEL' } as const;
const pods = { helpGroup: 'PODS' } as const;

/** Of verbs whose word can be a model. */
export const nameFlags = {
  name: Flags.string({
    summary: 'name of the release, by default that of the model',
    helpValue: '<name>',
    ...model,
  }),
};

/** What a release is: each flag is one field of the intent, and an empty text takes it away. */
export const releaseFlags = {
  source: Flags.string({
    char: 's',
    summary: 'a URL of a GGUF file, ORG/REPO[:QUANT], hf://ORG/REPO/FILE, pvc://CLAIM/PATH',
    helpValue: '<source>',
    ...model,
  }),
  sha256: Flags.string({
    summary: 'digest that the downloaded file must have, by default not checked',
    helpValue: '<hex>',
    ...model,
  }),
  'token-secret': Flags.string({
    summary: 'name of a Secret with the token that the source wants',
    helpValue: '<name[:key]>',
    ...model,
  }),
  runtime: Flags.string({
    options: runtimeNames,
    summary: 'kind of engine, by default llamacpp, which takes GGUF',
    helpValue: '<kind>',
    ...model,
  }),
  image: Flags.string({
    summary: 'image with llama-server and curl in it, by default one of llama.cpp',
    helpValue: '<image>',
    ...model,
  }),
  'context-length': Flags.integer({
    min: 1,
    summary: 'tokens that one conversation may hold, by default 8192',
    helpValue: '<tokens>',
    ...model,
  }),
  mode: Flags.string({
    options: servingModes,
    summary: 'what it is asked for: chat, embedding or rerank, by default chat',
    helpValue: '<mode>',
    ...model,
  }),
  concurrency: Flags.integer({
    min: 1,
    summary: 'conversations at the same time, by default what the engine decides',
    helpValue: '<n>',
    ...model,
  }),
  env: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    summary: 'variable of the engine; NAME- takes one away; can be given several times',
    helpValue: '<name=value>',
    ...model,
  }),
  'env-from-secret': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    summary: 'variable NAME=SECRET:KEY, or a Secret whose keys are all variables',
    helpValue: '<secret>',
    ...model,
  }),
  set: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    summary: 'any field of a spec, as `llmkube explain` has it; can be given several times',
    helpValue: '<field=value>',
    ...model,
  }),
  replicas: Flags.integer({
    char: 'r',
    min: 0,
    summary: 'pods that serve, by default 1, or what somebody scaled it to',
    helpValue: '<n>',
    ...pods,
  }),
  'memory-check': Flags.boolean({
    allowNo: true,
    summary: 'refuse what needs more memory than there is, by default on',
    ...model,
  }),
  gpus: Flags.integer({
    min: 0,
    summary: 'how many GPUs each pod gets, by default none',
    helpValue: '<n>',
    ...pods,
  }),
  'gpu-memory': Flags.string({
    summary: 'memory of the GPUs, such as 24Gi or 2x24Gi,16Gi, by default what is known',
    helpValue: '<sizes>',
    ...pods,
  }),
  'gpu-vendor': Flags.string({
    options: vendors,
    summary: 'whose GPUs they are: nvidia, amd or intel, by default nvidia',
    helpValue: '<vendor>',
    ...pods,
  }),
  cpu: Flags.string({
    summary: 'processors that each pod asks for, by default not said',
    helpValue: '<quantity>',
    ...pods,
  }),
  memory: Flags.string({
    summary: 'memory that each pod asks for and is limited to, by default not said',
    helpValue: '<quantity>',
    ...pods,
  }),
  'priority-class': Flags.string({
    summary: 'name of an existing PriorityClass, by default none',
    helpValue: '<name>',
    ...pods,
  }),
  cache: Flags.string({
    summary: 'where weights are kept: release, shared, claim:NAME or none, by default release',
    helpValue: '<mode>',
    ...pods,
  }),
  'cache-size': Flags.string({
    summary: 'size of the claim that is made for the weights, by default what they need',
    helpValue: '<quantity>',
    ...pods,
  }),
};

/** The values of those flags. */
export interface ReleaseFlags extends EnvironmentFlags {
  readonly source?: string | undefined;
  readonly sha256?: string | undefined;
  readonly 'token-secret'?: string | undefined;
  readonly runtime?: string | undefined;
  readonly image?: string | undefined;
  readonly 'context-length'?: number | undefined;
  readonly mode?: string | undefined;
  readonly concurrency?: number | undefined;
  readonly set?: readonly string[] | undefined;
  readonly replicas?: number | undefined;
  readonly gpus?: number | undefined;
  readonly 'gpu-memory'?: string | undefined;
  readonly 'gpu-vendor'?: string | undefined;
  readonly 'memory-check'?: boolean | undefined;
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
  readonly 'priority-class'?: string | undefined;
  readonly cache?: string | undefined;
  readonly 'cache-size'?: string | undefined;
}

/**
 * The fields that were given this time, in the intent's own shape; `engine` is what follows `--`.
 */
export function intentOf(
  flags: ReleaseFlags,
  engine?: readonly string[] | null | undefined,
): PartialIntent {
  const given = {
    model: {
      source: flags.source,
      sha256: orGone(flags.sha256),
      tokenSecret: parseSecretReference(flags['token-secret']),
    },
    runtime: {
      kind: flags.runtime,
      image: orGone(flags.image),
      args: engine,
      ...parseEnvironment(flags),
    },
    serving: {
      mode: flags.mode,
      contextLength: flags['context-length'],
      concurrency: flags.concurrency,
    },
    hardware: {
      gpus: flags.gpus,
      vendor: flags['gpu-vendor'],
      gpuMemory: orGone(flags['gpu-memory']),
      memoryCheck: memoryCheckOf(flags['memory-check']),
    },
    resources: { cpu: orGone(flags.cpu), memory: orGone(flags.memory) },
    cache: { ...parseCache(flags.cache), size: orGone(flags['cache-size']) },
    scale: { replicas: flags.replicas },
    pod: { priorityClass: orGone(flags['priority-class']) },
  };
  return overlay(given, parseSet(flags.set ?? []));
}

function memoryCheckOf(isWanted: boolean | undefined): 'off' | null | undefined {
  if (isWanted === undefined) return undefined;
  return isWanted ? null : 'off';
}

function orGone(text: string | undefined): string | null | undefined {
  return text === '' ? null : text;
}
