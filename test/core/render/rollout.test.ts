import { expect, test } from 'vitest';
import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { isAvailable } from '../../../src/core/observe/verdict.ts';
import { resolve } from '../../../src/core/resolve/resolve.ts';
import { runtimeNamed, runtimes } from '../../../src/runtimes/runtimes.ts';
import { errorOf } from '../../support/error-of.ts';
import { plainIntent } from '../../support/field-changes.ts';
import { renderIntent } from '../../support/render-intent.ts';

const rendered = (given: PartialIntent) => {
  const objects = renderIntent(mergeIntent(plainIntent, given));
  const deployment = Object(objects.find(({ kind }) => kind === 'Deployment')).spec;
  return {
    strategy: deployment.strategy,
    template: deployment.template,
    budget: objects.find(({ kind }) => kind === 'PodDisruptionBudget')?.spec,
  };
};

const recreate = { type: 'Recreate' };
const rolling = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
const surge = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
const apart = { cache: { mode: 'none' } };

test.each<[string, PartialIntent, object]>([
  ['a claim that one node mounts', {}, recreate],
  ['no claim', apart, rolling],
  ['a claim that several nodes mount', { cache: { access: 'ReadWriteMany' } }, rolling],
  ['a claim of the user', { model: { source: 'pvc://c/m.gguf' } }, rolling],
  ['GPUs', { ...apart, hardware: { gpus: 1 } }, recreate],
  ['devices', { ...apart, hardware: { claims: [{ name: 'a', claimName: 'b' }] } }, recreate],
  ['GPUs, where rolling is asked for', { hardware: { gpus: 1 }, ...asked('rolling') }, rolling],
  ['no claim, where recreate is asked for', { ...apart, ...asked('recreate') }, recreate],
  ['no claim, where surge is asked for', { ...apart, ...asked('surge') }, surge],
])('with %s pods are replaced so', (_, given, strategy) => {
  expect(rendered(given).strategy).toEqual(strategy);
});

function asked(strategy: string): PartialIntent {
  return { rollout: { strategy } };
}

test('a new pod is never kept waiting for a claim that the old one mounts', () => {
  const raw = mergeIntent(plainIntent, asked('surge'));
  expect(errorOf(() => parseIntent(raw, runtimes)).message).toMatch(
    /`rollout\.strategy` is `surge`/,
  );
});

test('a release that was made before there were strategies keeps its own', () => {
  const runtime = runtimeNamed('llamacpp');
  const intent = parseIntent(mergeIntent(plainIntent, apart), runtimes);
  const common = { intent, source: { bytes: 10 }, live: {}, runtime };
  const { strategy, ...older } = resolve({ ...common, previous: undefined });
  expect(strategy).toBe('rolling');
  expect(resolve({ ...common, previous: older }).strategy).toBeUndefined();
  const before = { rollout: { strategy: 'recreate' } };
  expect(resolve({ ...common, previous: older, before }).strategy).toBe('rolling');
});

test('an old pod that is ready beside a new one that is not is no release that is ready', () => {
  const conditions = [{ type: 'Available', status: 'True' }];
  const status = { replicas: 2, updatedReplicas: 1, availableReplicas: 1, conditions };
  const deployment = { metadata: { name: 'qwen' }, spec: { replicas: 1 }, status };
  expect(isAvailable(deployment)).toBe(false);
  expect(isAvailable({ ...deployment, status: { ...status, replicas: 1 } })).toBe(true);
});

test.each<[string, PartialIntent, unknown]>([
  ['one pod', {}, undefined],
  ['one pod that shall stay', { rollout: { disruptionBudget: 0 } }, 0],
  ['two pods', { scale: { replicas: 2 } }, 1],
  ['an autoscaler', { scale: { autoscale: { max: 2 } } }, 1],
  ['an autoscaler of one', { scale: { autoscale: { max: 1 } } }, undefined],
  [
    'two pods and none asked for',
    { scale: { replicas: 2 }, rollout: { disruptionBudget: 'none' } },
    undefined,
  ],
  ['a share', { scale: { replicas: 8 }, rollout: { disruptionBudget: '25%' } }, '25%'],
])('%s may lose so many pods at one time', (_, given, most) => {
  expect(rendered(given).budget).toEqual(
    most === undefined
      ? undefined
      : {
          maxUnavailable: most,
          selector: {
            matchLabels: {
              'cli.llmkube.dev/release': 'qwen',
              'cli.llmkube.dev/component': 'server',
            },
          },
          unhealthyPodEvictionPolicy: 'AlwaysAllow',
        },
  );
});

test('requests get the time that is said, and a moment more, to end', () => {
  const plain = rendered({}).template.spec;
  expect(plain.terminationGracePeriodSeconds).toBe(30);
  expect(plain.containers[0]).not.toHaveProperty('lifecycle');
  const given = { rollout: { drainSeconds: 600 } };
  const { spec } = rendered(given).template;
  expect(spec.terminationGracePeriodSeconds).toBe(610);
  const [, , script] = spec.containers[0].lifecycle.preStop.exec.command;
  expect(script).toContain('llamacpp:requests_processing|llamacpp:requests_deferred');
  const other = rendered({ ...given, runtime: { kind: 'generic' } }).template.spec;
  expect(other.containers[0].lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
});

test('marks for autoscalers of nodes lie under what the user says', () => {
  const protect = { disruption: 'protect' };
  const own = { 'karpenter.sh/do-not-disrupt': 'false' };
  expect(rendered({ pod: protect }).template.metadata.annotations).toEqual({
    'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
    'karpenter.sh/do-not-disrupt': 'true',
  });
  expect(rendered({ pod: { ...protect, annotations: own } }).template.metadata.annotations).toEqual(
    { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false', ...own },
  );
});
