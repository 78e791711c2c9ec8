import { engineRows } from './engine-rows.ts';
import type { Facts } from './facts.ts';
import { llamaRows } from './llama-rows.ts';
import { podRows } from './pod-rows.ts';
import { reachRows } from './reach-rows.ts';
import { hasArg } from './read-args.ts';
import { resourceRows } from './resource-rows.ts';
import type { Part, Rows } from './row.ts';
import { scaleRows } from './scale-rows.ts';

const nobodyWatches = 'nothing of llmkube stays in the cluster that could';

const lifecycleRows: Rows = {
  // Its Model is what `spec.model` becomes.
  modelRef: { parts: () => [] },
  runtime: {
    same: 'llamacpp',
    refuse: ({ service }) =>
      `is \`${service.runtime}\`, and only documents for \`llamacpp\` are converted; \`llmkube explain runtime\` says how ours are written`,
  },
  mode: {
    drop: ({ service, mode }) => (service.mode === mode ? undefined : '`extraArgs` came after it'),
    parts: modeParts,
  },
  revisionHistoryLimit: { to: 'rollout.revisionHistoryLimit' },
  image: { to: 'runtime.image' },
  maxPodLifetimeSeconds: {
    refuse: `evicts pods by their age, and ${nobodyWatches}; run \`llmkube restart\` from a CronJob instead`,
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
function modeParts({ service, mode }: Facts): readonly Part[] {
  const serving = { to: ['serving', 'mode'], value: mode };
  if (mode === 'chat' || hasArg(service.extraArgs ?? [], '--pooling')) return [serving];
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
      as: ({ service }) => service.rolloutPolicy?.idleTimeoutSeconds || 300,
      note: 'is kept by the pods: each ends when it has no request, and gets no new ones',
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
