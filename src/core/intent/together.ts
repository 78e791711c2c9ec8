import type * as z from 'zod';
import type { CacheMode } from '../cache-modes.ts';
import { isOfMigParts } from '../hardware/gpu-resource.ts';
import { isInS3, isOfClaim, sourceIn } from '../source/source-in.ts';
import type { Hardware } from './hardware-schema.ts';
import type { NamedFiles } from './model-files.ts';
import type { Network } from './network-schema.ts';
import { type FieldProblem, tellProblems } from './tell-problems.ts';

/** What the rules look at. */
interface Together {
  readonly model: NamedFiles & {
    source: string;
    sha256?: string | undefined;
    tokenSecret?: object | undefined;
    s3?: object | undefined;
  };
  readonly hardware?: Hardware | undefined;
  readonly network?: Network | undefined;
  readonly cache?:
    | {
        mode?: CacheMode | undefined;
        claim?: string | undefined;
        size?: string | undefined;
        class?: string | undefined;
        access?: string | undefined;
      }
    | undefined;
}

interface Rule extends FieldProblem {
  readonly breaks: (intent: Together, fromClaim: boolean) => boolean;
}

const needsGpus = 'has no effect without `hardware.gpus`';
const notMade = 'has no effect on a claim that llmkube does not make';
const notDownloaded = 'has no effect: what a claim holds is not downloaded';

/** Each sets what a claim is made with. */
const ofMadeClaims = ['size', 'class', 'access'] as const;
/** Each tells more of the GPUs that are asked for by number. */
const ofCountedGpus = ['resourceName', 'mig', 'split'] as const;

// Fields that mean something only beside others: alone they would have no effect.
const rules: readonly Rule[] = [
  {
    path: ['cache', 'claim'],
    message: 'is missing: with `claim` the cache needs the name of one',
    breaks: ({ cache }) => cache?.mode === 'claim' && cache.claim === undefined,
  },
  {
    path: ['cache', 'claim'],
    message: 'has no effect unless the cache is `claim`',
    breaks: ({ cache }) => cache?.claim !== undefined && cache.mode !== 'claim',
  },
  ...ofMadeClaims.map(
    (field): Rule => ({
      path: ['cache', field],
      message: notMade,
      breaks: ({ cache }) =>
        cache?.[field] !== undefined && (cache.mode === 'claim' || cache.mode === 'none'),
    }),
  ),
  {
    path: ['cache'],
    message: 'has no effect: the weights are read from the claim of the source',
    breaks: ({ cache }, fromClaim) => fromClaim && Object.keys(cache ?? {}).length > 0,
  },
  {
    path: ['model', 'sha256'],
    message: `${notDownloaded}, so nothing checks it`,
    breaks: ({ model }, fromClaim) => fromClaim && model.sha256 !== undefined,
  },
  ...(['authorities', 'proxy'] as const).map(
    (field): Rule => ({
      path: ['network', field],
      message: notDownloaded,
      breaks: ({ network }, fromClaim) => fromClaim && network?.[field] !== undefined,
    }),
  ),
  {
    path: ['network', 'proxy', 'noProxy'],
    message: 'has no effect without a proxy',
    breaks: ({ network }) =>
      network?.proxy !== undefined && Object(network.proxy).url === undefined,
  },
  {
    path: ['network', 'service', 'nodePort'],
    message: 'has no effect unless the type is `NodePort` or `LoadBalancer`',
    breaks: ({ network }) =>
      network?.service?.nodePort !== undefined &&
      /^(ClusterIP|Headless)$/.test(network.service.type ?? 'ClusterIP'),
  },
  {
    path: ['network', 'service', 'port'],
    message: 'has no effect with the type `Headless`: clients reach the engine at its own port',
    breaks: ({ network }) =>
      network?.service?.port !== undefined && network.service.type === 'Headless',
  },
  ...(['loadBalancerClass', 'sourceRanges'] as const).map(
    (field): Rule => ({
      path: ['network', 'service', field],
      message: 'has no effect unless the type is `LoadBalancer`',
      breaks: ({ network }) =>
        network?.service?.[field] !== undefined && network.service.type !== 'LoadBalancer',
    }),
  ),
  {
    path: ['model', 'tokenSecret'],
    message: 'has no effect: a claim asks for no token',
    breaks: ({ model }, fromClaim) => fromClaim && model.tokenSecret !== undefined,
  },
  {
    path: ['model', 'tokenSecret'],
    message: 'has no effect: a store of S3 is asked with the keys of `model.s3.secret`',
    // A hub is shown it for the files beside the weights.
    breaks: ({ model }) =>
      model?.tokenSecret !== undefined &&
      isInS3(model.source) &&
      !sourcesOf(model).some((source) => sourceIn(source)?.kind === 'hub'),
  },
  {
    path: ['model', 's3'],
    message: 'has no effect: no source is in S3',
    breaks: ({ model }) => model?.s3 !== undefined && !sourcesOf(model).some(isInS3),
  },
  ...ofCountedGpus.map(
    (field): Rule => ({
      path: ['hardware', field],
      message: needsGpus,
      breaks: ({ hardware }) => hardware?.[field] !== undefined && !(Number(hardware.gpus) > 0),
    }),
  ),
  ...(['vendor', 'tolerationKey'] as const).map(
    (field): Rule => ({
      path: ['hardware', field],
      message: `${needsGpus} or \`hardware.claims\``,
      breaks: ({ hardware }) =>
        hardware?.[field] !== undefined &&
        !(Number(hardware.gpus) > 0) &&
        hardware.claims === undefined,
    }),
  ),
  {
    path: ['hardware', 'claims'],
    message: 'cannot be beside `hardware.gpus`: the claims say which devices there are',
    breaks: ({ hardware }) => hardware?.claims !== undefined && Number(hardware.gpus) > 0,
  },
  {
    path: ['hardware', 'mig'],
    message: 'cannot be beside `hardware.resourceName`, which it stands for',
    breaks: ({ hardware }) => hardware?.mig !== undefined && hardware.resourceName !== undefined,
  },
  {
    path: ['hardware', 'mig'],
    message: 'is of NVIDIA GPUs alone',
    breaks: ({ hardware }) =>
      hardware?.mig !== undefined && (hardware.vendor ?? 'nvidia') !== 'nvidia',
  },
  {
    path: ['hardware', 'gpus'],
    message: 'is more than 1: CUDA uses one MIG device at a time',
    breaks: ({ hardware }) => isOfMigParts(Object(hardware)) && Number(hardware?.gpus) > 1,
  },
  {
    path: ['hardware', 'split'],
    message: 'has no effect with one GPU',
    breaks: ({ hardware }) => hardware?.split !== undefined && hardware.gpus === 1,
  },
  {
    path: ['hardware', 'split', 'ratio'],
    message: 'has another number of shares than there are GPUs',
    breaks: ({ hardware }) =>
      Array.isArray(hardware?.split?.ratio) &&
      Number(hardware.gpus) > 1 &&
      hardware.split.ratio.length !== hardware.gpus,
  },
  {
    path: ['hardware', 'split', 'ratio'],
    message: 'has no effect: with mode `none` one GPU has it all',
    breaks: ({ hardware }) =>
      hardware?.split?.mode === 'none' && hardware.split.ratio !== undefined,
  },
];

// Of what has errors of form as well, nothing may be what it should be.
function sourcesOf(model: Together['model']): readonly unknown[] {
  const { projector, draft, adapters } = model;
  const others = Array.isArray(adapters) ? adapters : [];
  return [model, projector, draft, ...others].map((file) => Object(file).source);
}

/**
 * Says which fields of a whole intent contradict one another, or mean nothing beside the others. The
 * parts of one that has errors of form too may be of any type.
 */
export function checkTogether(intent: Together, context: z.RefinementCtx): void {
  const fromClaim = isOfClaim(Object(intent.model).source);
  tellProblems(
    rules.filter(({ breaks }) => breaks(intent, fromClaim)),
    context,
  );
}
