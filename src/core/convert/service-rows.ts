import { engineRows } from './engine-rows.ts';
import type { Facts } from './facts.ts';
import { llamaRows } from './llama-rows.ts';
import { podRows } from './pod-rows.ts';
import { reachRows } from './reach-rows.ts';
import { hasArg } from './read-args.ts';
import { resourceRows } from './resource-rows.ts';
import { modelsOfRouter, ofRouter, routerKind } from './router.ts';
import type { Part, Rows } from './row.ts';
import { scaleRows } from './scale-rows.ts';

const longestOfTgi = 90;
const router =
  'is `llamacpp-router` without a folder of a claim, by its `subPath`, among `extraVolumeMounts` at `/models`; mount one, or write `runtime.llamacpp.router: {}` and `model.source: pvc://CLAIM/FOLDER` in a document of llmkube';

const lifecycleRows: Rows = {
  // Its Model is what `spec.model` becomes.
  modelRef: { parts: () => [] },
  runtime: {
    same: 'llamacpp',
    refuse: ({ service, engine }) => {
      if (service.runtime === routerKind) return modelsOfRouter({ service }) ? undefined : router;
      if (engine === undefined) {
        return `is \`${service.runtime}\`, and no release is of that kind; \`llmkube explain runtime\` says how ours are written`;
      }
      return engine.needsImage === true && service.image === undefined
        ? `is \`${service.runtime}\` without \`image\`, which the operator had none for either`
        : undefined;
    },
    parts: ({ runtime }) =>
      runtime === routerKind
        ? [
            { to: ['runtime', 'kind'], value: 'llamacpp' },
            { to: ['runtime', 'llamacpp', 'router'], value: {} },
          ]
        : [{ to: ['runtime', 'kind'], value: runtime }],
    note: ({ service, model }) =>
      service.runtime === 'sglang' &&
      service.image === undefined &&
      model.hardware?.gpu?.vendor === 'amd'
        ? 'has another image here for GPUs of AMD; write `docker.io/lmsysorg/sglang:v0.5.15-rocm720-mi30x` as `image` to go on with that one'
        : undefined,
  },
  mode: {
    drop: ({ service, runtime, mode }) => {
      if (runtime === routerKind) return ofRouter;
      return service.mode === mode ? undefined : '`extraArgs` came after it';
    },
    parts: modeParts,
    note: ({ runtime, mode }) => {
      if (mode === 'chat') return undefined;
      if (runtime === 'vllm') {
        return 'is told to the engine from now on: the operator showed it and left vLLM to find out';
      }
      return runtime === 'sglang' && mode === 'rerank'
        ? 'is told to the engine from now on: the operator told SGLang of vectors alone'
        : undefined;
    },
  },
  revisionHistoryLimit: { to: 'rollout.revisionHistoryLimit' },
  image: { to: 'runtime.image' },
  maxPodLifetimeSeconds: {
    refuse:
      'evicts pods by their age, which nothing does that a cluster has by itself; write `rollout.recycle` in a document of llmkube, which replaces them at times of a clock',
  },
  maxPodLifetimeIdleTimeoutSeconds: {
    drop: ({ service }) =>
      service.maxPodLifetimeSeconds === undefined
        ? 'it had no effect without `maxPodLifetimeSeconds`'
        : undefined,
    parts: () => [],
  },
  ...drainRows(),
  'disruption.protectStartup': {
    same: false,
    drop: 'the annotation that it wrote was never taken away again, and kept nodes from being freed; `protectAlways` says that',
  },
  'disruption.protectAlways': {
    same: false,
    parts: () => [{ to: ['pod', 'annotations', 'karpenter.sh/do-not-disrupt'], value: 'true' }],
  },
  slo: {
    refuse: `makes objects of Pyrra, which llmkube does not; write the ServiceLevelObjective yourself`,
  },
};

// The operator said too how one vector is made of many, unless an argument did.
function modeParts({ service, runtime, mode }: Facts): readonly Part[] {
  const serving = { to: ['serving', 'mode'], value: mode };
  if (mode === 'chat' || runtime !== 'llamacpp' || hasArg(service.extraArgs ?? [], '--pooling'))
    return [serving];
  const pooling = mode === 'rerank' ? 'rank' : 'last';
  return [serving, { to: ['runtime', 'llamacpp', 'pooling'], value: pooling }];
}

function drainRows(): Rows {
  const waits = ({ service }: Facts): boolean =>
    service.rolloutPolicy?.waitForIdle === true && service.rolloutPolicy.force !== true;
  return {
    'rolloutPolicy.waitForIdle': {
      same: false,
      drop: (facts) => (waits(facts) ? undefined : 'it had no effect beside `force`'),
      to: 'rollout.drainSeconds',
      // 0 was the same as nothing.
      as: ({ service, runtime }) => {
        const seconds = service.rolloutPolicy?.idleTimeoutSeconds || 300;
        return runtime === 'tgi' ? Math.min(seconds, longestOfTgi) : seconds;
      },
      note: ({ runtime }) =>
        runtime === 'tgi'
          ? `is kept by the pods for ${longestOfTgi} seconds at most, after which this engine ends`
          : 'is kept by the pods: each ends when it has no request, and gets no new ones',
    },
    'rolloutPolicy.idleTimeoutSeconds': {
      drop: (facts) => (waits(facts) ? undefined : 'it had no effect without `waitForIdle`'),
      parts: () => [],
    },
    'rolloutPolicy.force': { same: false, drop: 'pods are always replaced at once' },
  };
}

/** What becomes of every field of an InferenceService's spec. */
export const serviceRows: Rows = {
  ...lifecycleRows,
  ...scaleRows,
  ...reachRows,
  ...resourceRows,
  ...llamaRows,
  ...podRows,
  ...engineRows,
};
