import { type OtherEngine, otherEngines } from './engines.ts';
import { type EngineArgs, readArgs } from './read-args.ts';
import { routerKind } from './router.ts';
import type { ModelDocument, ModelSpec } from './v1alpha1/model-schema.ts';
import type { ServiceDocument, ServiceSpec } from './v1alpha1/service-schema.ts';

/** What one service and its Model say together, read as the operator (v0.9.19) reads it. */
export interface Facts {
  readonly model: ModelSpec;
  readonly service: ServiceSpec;
  readonly name: string;
  readonly runtime: string;
  /** Absent for llama.cpp. */
  readonly engine?: OtherEngine;
  /** GPUs of a device plugin in each pod. */
  readonly gpus: number;
  /** Whether a pod has any, counted or claimed. */
  readonly hasGpu: boolean;
  /** Whether weights are read from a claim of the user. */
  readonly fromClaim: boolean;
  /** What llama.cpp is told by `extraArgs`; of others nothing. */
  readonly args: EngineArgs;
  /** Of all conversations together, as text where nobody checked it. */
  readonly contextSize?: string;
  readonly slots?: string;
  /** What the engine is for, by the field or by an argument. */
  readonly mode: 'chat' | 'embedding' | 'rerank';
  /** The port of the engine in its pod. */
  readonly port: number;
}

export function readFacts(model: ModelDocument, { metadata, spec }: ServiceDocument): Facts {
  const { gpu } = model.spec.hardware ?? {};
  // A count of 0 is none that is given.
  const gpus = gpu?.count || spec.resources?.gpu || 0;
  const { runtime = 'llamacpp' } = spec;
  const engine = Object.hasOwn(otherEngines, runtime) ? otherEngines[runtime] : undefined;
  const args = readArgs(engine === undefined ? (spec.extraArgs ?? []) : []);
  const contextSize = args.said.contextSize?.text ?? spec.contextSize?.toString();
  const slots = args.said.parallel?.text ?? spec.parallelSlots?.toString();
  return {
    model: model.spec,
    service: spec,
    name: metadata.name,
    runtime,
    ...(engine === undefined ? {} : { engine }),
    gpus,
    hasGpu: gpus > 0 || (gpu?.resourceClaims ?? []).length > 0,
    fromClaim: model.spec.source.startsWith('pvc://') || runtime === routerKind,
    args,
    ...(contextSize === undefined ? {} : { contextSize }),
    ...(slots === undefined ? {} : { slots }),
    mode: modeOf(spec, args),
    port: spec.containerPort ?? spec.endpoint?.port ?? engine?.port ?? 8080,
  };
}

/** Tokens of one conversation: theirs is the size for all of them. */
export function contextLengthOf({ contextSize, slots = '1' }: Facts): number | undefined {
  if (contextSize === undefined) return undefined;
  return Math.floor(Number(contextSize) / Math.max(1, Number(slots)));
}

// To the engine, one that orders documents is one that makes vectors too.
function modeOf(spec: ServiceSpec, { said }: EngineArgs): Facts['mode'] {
  const { mode = isOfVectors(spec) ? 'embedding' : 'chat' } = spec;
  if (mode === 'rerank' || said.rerank !== undefined) return 'rerank';
  return said.embedding === undefined ? mode : 'embedding';
}

/** Whether the operator told SGLang by the path of clients what it is for. */
export function isOfVectors({ runtime, mode, endpoint }: ServiceSpec): boolean {
  return runtime === 'sglang' && mode === undefined && endpoint?.path === '/v1/embeddings';
}
