import * as z from 'zod';
import { cacheModes } from '../cache-modes.ts';
import type { Sampling } from '../catalog/catalog-settings.ts';
import { vendors } from '../hardware/vendors.ts';
import type { EnvironmentSource, EnvironmentValue } from '../intent/environment-schema.ts';
import type { Hardware } from '../intent/hardware-schema.ts';
import { fileRoles } from '../intent/model-files.ts';
import type { Monitoring } from '../intent/monitoring-schema.ts';
import type { Network } from '../intent/network-schema.ts';
import type { PodSettings } from '../intent/pod-schema.ts';
import type { Recycle } from '../intent/rollout-schema.ts';
import type { EngineOptions } from '../intent/runtime-schema.ts';
import { servingModes } from '../intent/serving-modes.ts';
import type { Serving } from '../intent/serving-schema.ts';
import type { ResolvedKeda } from './resolve-keda.ts';
import { resolvedFitSchema } from './resolved-fit.ts';

/** Weights that a pod downloads into the cache before its engine starts. */
const download = z.looseObject({
  kind: z.literal('download'),
  /** As the intent has it: what the rest was found with. */
  source: z.string(),
  url: z.string(),
  /** Absent when the source did not tell. */
  bytes: z.number().int().positive().optional(),
  sha256: z.string().optional(),
  /** Of a hub: what the revision stood for when it was asked. */
  commit: z.string().optional(),
  /** The Secret whose value is shown to the source. */
  tokenSecret: z.looseObject({ name: z.string(), key: z.string() }).optional(),
  /** Of an object of S3: what its store is, and the Secret whose keys sign. */
  s3: z
    .looseObject({
      region: z.string(),
      endpoint: z.string().optional(),
      secret: z.string().optional(),
    })
    .optional(),
  /** Places inside the cache. */
  folder: z.string(),
  file: z.string(),
  marker: z.string(),
});

/** Weights that the engine fetches itself: all that it reads of a hub's repository. */
const repository = z.looseObject({
  kind: z.literal('repository'),
  source: z.string(),
  /** `org/repo` */
  repo: z.string(),
  /** The commit that the revision stood for, or the revision itself where nobody could tell. */
  revision: z.string().optional(),
  /** The hub, where it is not the public one. */
  endpoint: z.string().optional(),
  /** Absent when the hub did not tell. */
  bytes: z.number().int().positive().optional(),
  /** The Secret whose value is shown to the hub. */
  tokenSecret: z.looseObject({ name: z.string(), key: z.string() }).optional(),
});

/** Weights that lie in a claim of the user and are only read. */
const inClaim = z.looseObject({
  kind: z.literal('claim'),
  source: z.string(),
  claim: z.string(),
  /** Inside the claim; a folder for engines that take one. */
  file: z.string(),
});

/** Weights that lie on a host already and are only read. */
const onHost = z.looseObject({
  kind: z.literal('file'),
  source: z.string(),
  /** Absolute. */
  file: z.string(),
  bytes: z.number().int().positive(),
  fingerprint: z.string(),
});

const fileAnywhere = z.discriminatedUnion('kind', [download, inClaim, onHost]);

// What the user said and nothing has to be fixed of: its form was checked when it was said, and
// what a later version says is kept as it is.
const said = <T extends object>() =>
  z.custom<T>((value) => typeof value === 'object' && value !== null);

/**
 * Every number and name of a release fixed. It is stored with each revision, so that a default
 * of a newer version never reaches a release that did not ask for it.
 */
export const resolvedSchema = z.looseObject({
  /** The name clients send. */
  modelId: z.string(),
  /** Who runs it, where that is no pod. */
  place: z.literal('host').optional(),
  runtime: z.string(),
  /** Of pods; a host has an engine of its own. */
  image: z.string().optional(),
  model: z.discriminatedUnion('kind', [download, repository, inClaim, onHost]),
  /** What the engine loads beside the weights, in the order of `filesBeside`. */
  files: z
    .array(
      z.looseObject({
        role: z.enum(fileRoles),
        /** Of an adapter. */
        scale: z.number().optional(),
        at: fileAnywhere,
      }),
    )
    .optional(),
  /** The block of the runtime. */
  options: said<EngineOptions>().optional(),
  /** What is recommended for the model and nobody has said otherwise; it lies under `options`. */
  recommended: z.looseObject({ sampling: said<Sampling>() }).optional(),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  env: said<Readonly<Record<string, EnvironmentValue>>>().optional(),
  envFrom: said<readonly EnvironmentSource[]>().optional(),
  /** In tokens, of one conversation; absent where the engine knows what the model can. */
  contextLength: z.number().int().positive().optional(),
  concurrency: z.number().int().positive().optional(),
  /** Absent for chat. */
  mode: z.enum(servingModes).optional(),
  speculative: said<NonNullable<Serving['speculative']>>().optional(),
  bindAddress: z.string().optional(),
  replicas: z.number().int().nonnegative(),
  /** Who decides the replicas, where it is an autoscaler. */
  autoscale: z
    .looseObject({
      min: z.number().int().positive(),
      max: z.number().int().positive(),
      /** Percent of what pods ask for. */
      cpu: z.number().int().positive().optional(),
      metric: z.looseObject({ name: z.string(), value: z.number().positive() }).optional(),
      behavior: said<object>().optional(),
    })
    .optional(),
  /** The same, where it is KEDA. */
  keda: said<ResolvedKeda>().optional(),
  /** Absent where nothing could be computed, and in revisions of versions that did not. */
  fit: resolvedFitSchema.optional(),
  gpus: z.number().int().nonnegative(),
  vendor: z.enum(vendors).optional(),
  /** Absent for what the vendor has. */
  backend: z.literal('vulkan').optional(),
  /** The group of the render devices. */
  renderGroup: z.number().int().positive().optional(),
  /** The resource that the GPUs are asked for by, where it is not the one of the vendor. */
  gpuResource: z.string().optional(),
  /** As it was said. */
  gpuMemory: z.string().optional(),
  tolerationKey: z.string().optional(),
  claims: said<NonNullable<Hardware['claims']>>().optional(),
  split: said<NonNullable<Hardware['split']>>().optional(),
  /** Kubernetes quantities in their one spelling; absent where nobody asked for any. */
  cpu: z.string().optional(),
  memory: z.string().optional(),
  ephemeral: z.string().optional(),
  pod: said<PodSettings>().optional(),
  /** Absent where all pods end before the first new one starts. */
  strategy: z.enum(['rolling', 'surge']).optional(),
  monitoring: said<Monitoring>().optional(),
  drainSeconds: z.number().int().positive().optional(),
  disruptionBudget: z.union([z.number().int().nonnegative(), z.string()]).optional(),
  recycle: said<Recycle>().optional(),
  revisionHistoryLimit: z.number().int().nonnegative().optional(),
  service: said<NonNullable<Network['service']>>().optional(),
  /** What clients reach it at, where no Service translates theirs. */
  enginePort: z.number().int().positive().optional(),
  apiKeySecret: z.looseObject({ name: z.string(), key: z.string() }).optional(),
  ingress: said<NonNullable<Network['ingress']>>().optional(),
  route: said<NonNullable<Network['route']>>().optional(),
  policy: said<NonNullable<Network['policy']>>().optional(),
  /** Whether too little memory refuses it. */
  memoryCheck: z.enum(['enforce', 'off']).optional(),
  cache: z.looseObject({
    mode: z.enum(cacheModes),
    /** The user's claim, with mode `claim`. */
    claim: z.string().optional(),
    /** What the claim asks for, where we make it. */
    bytes: z.number().int().positive(),
    class: z.string().optional(),
    access: z.string().optional(),
  }),
  /** How the download reaches its source; absent where nothing was said. */
  network: z
    .looseObject({
      /** PEM. */
      authorities: z.string().optional(),
      proxy: z.looseObject({ url: z.string(), noProxy: z.string().optional() }).optional(),
    })
    .optional(),
  /** How long the engine may take to load the weights before it is started again. */
  startupSeconds: z.number().int().positive(),
});

export type Resolved = z.infer<typeof resolvedSchema>;
export type ResolvedAutoscale = NonNullable<Resolved['autoscale']>;
export type Download = z.infer<typeof download>;
export type Repository = z.infer<typeof repository>;
export type FileAnywhere = z.infer<typeof fileAnywhere>;
export type ResolvedFile = NonNullable<Resolved['files']>[number];

/** Of all those files; nothing when the size of one is not known. */
export function totalBytes(files: readonly Resolved['model'][]): number | undefined {
  let total = 0;
  for (const file of files) {
    if (file.kind === 'claim' || file.bytes === undefined) return undefined;
    total += file.bytes;
  }
  return total;
}
