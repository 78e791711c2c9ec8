import { expect, test } from 'vitest';
import { render, stampReleaseId } from '../../../src/core/render/render.ts';
import { runtimeNamed, runtimes } from '../../../src/runtimes/runtimes.ts';
import { resolvedWith } from '../../support/resolved.ts';

const input = (runtime: (typeof runtimes)[number]) => ({
  release: 'qwen',
  namespace: 'default',
  resolved: resolvedFor(runtime),
  runtime,
});

function resolvedFor({ name, weights }: (typeof runtimes)[number]) {
  const common = { runtime: name };
  if (weights.includes('file')) return resolvedWith(common);
  const { contextLength: _, ...resolved } = resolvedWith(common);
  const revision = '0123456789abcdef0123456789abcdef01234567';
  const model = { kind: 'repository', source: 'hf://org/m', repo: 'org/m', revision } as const;
  return { ...resolved, model };
}

test.each(runtimes)('the same input renders to the same bytes with $name', (runtime) => {
  expect(JSON.stringify(render(input(runtime)))).toBe(JSON.stringify(render(input(runtime))));
});

test.each(runtimes)('the selector of $name is frozen, and pods and Service carry it', (runtime) => {
  const selector = { 'cli.llmkube.dev/release': 'qwen', 'cli.llmkube.dev/component': 'server' };
  const byKind = new Map(render(input(runtime)).map((manifest) => [manifest.kind, manifest]));
  expect(byKind.get('Deployment')).toMatchObject({
    spec: { selector: { matchLabels: selector }, template: { metadata: { labels: selector } } },
  });
  expect(byKind.get('Deployment')?.spec).toHaveProperty('selector', { matchLabels: selector });
  expect(byKind.get('Service')?.spec).toHaveProperty('selector', selector);
});

test('pods are spread among those of their release where nobody says which pods count', () => {
  const plain = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
  const own = { ...plain, labelSelector: { matchLabels: { team: 'a' } } };
  const nothing = { ...plain, labelSelector: null };
  const resolved = resolvedWith({ pod: { topologySpread: [plain, own, nothing] } });
  const deployment = render({ ...input(runtimeNamed('llamacpp')), resolved }).find(
    ({ kind }) => kind === 'Deployment',
  );
  const { selector, template } = Object(deployment?.spec);
  expect(template.spec.topologySpreadConstraints).toEqual([
    { ...plain, labelSelector: selector },
    own,
    { ...plain, labelSelector: selector },
  ]);
});

test('nothing of the release id reaches the pod template', () => {
  for (const runtime of runtimes) {
    const stamped = stampReleaseId(render(input(runtime)), 'id-1');
    expect(
      stamped.every(
        ({ metadata }) => metadata.annotations?.['cli.llmkube.dev/release-id'] === 'id-1',
      ),
    ).toBe(true);
    const deployment = stamped.find(({ kind }) => kind === 'Deployment');
    expect(JSON.stringify(deployment?.spec)).not.toContain('id-1');
  }
});

test('the deadline of a rollout is longer than the budget of its start', () => {
  for (const startupSeconds of [600, 3600, 100_000]) {
    const runtime = runtimeNamed('llamacpp');
    const resolved = resolvedWith({ startupSeconds });
    const objects = render({ release: 'qwen', namespace: 'default', resolved, runtime });
    const spec = objects.find(({ kind }) => kind === 'Deployment')?.spec;
    expect(Reflect.get(Object(spec), 'progressDeadlineSeconds')).toBeGreaterThan(startupSeconds);
  }
});

test('what the user typed is never taken for a variable of Kubernetes', () => {
  for (const runtime of runtimes) {
    const model = { ...resolvedWith().model, url: 'https://models.example/$(HOME)/m.gguf' };
    const resolved = resolvedWith({ runtime: runtime.name, modelId: '$(HOME)$x', model });
    const text = JSON.stringify(render({ ...input(runtime), resolved })[2]?.spec);
    const isTold = runtime.fieldWords['spec.model.id'] !== undefined;
    expect(text.includes('"$$(HOME)$$x"')).toBe(isTold);
    expect(text).toContain('"https://models.example/$$(HOME)/m.gguf"');
  }
});

const specOf = (changes: Partial<ReturnType<typeof resolvedWith>>) => {
  const runtime = runtimeNamed('llamacpp');
  const objects = render({ ...input(runtime), resolved: resolvedWith(changes) });
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  const { template } = Object(deployment?.spec);
  return { kinds: objects.map(({ kind }) => kind), pod: template.spec };
};

test('weights in a claim of the user are mounted for reading, and nothing downloads', () => {
  const model = {
    kind: 'claim',
    source: 'pvc://weights/a/m.gguf',
    claim: 'weights',
    file: 'a/m.gguf',
  } as const;
  const { kinds, pod } = specOf({ model, cache: { mode: 'none', bytes: 1 } });
  expect(kinds).toEqual(['Service', 'Deployment']);
  expect(pod.initContainers).toBeUndefined();
  expect(pod.volumes[0]).toEqual({
    name: 'source',
    persistentVolumeClaim: { claimName: 'weights', readOnly: true },
  });
  expect(pod.containers[0].args).toContain('/models/a/m.gguf');
});

test.each([
  ['release', 'PersistentVolumeClaim', { persistentVolumeClaim: { claimName: 'qwen-cache' } }],
  ['shared', 'PersistentVolumeClaim', { persistentVolumeClaim: { claimName: 'llmkube-cache' } }],
  ['claim', undefined, { persistentVolumeClaim: { claimName: 'mine' } }],
  ['none', undefined, { emptyDir: {} }],
] as const)('the cache %s makes %s and mounts %j', (mode, made, volume) => {
  const claim = mode === 'claim' ? { claim: 'mine' } : {};
  const { kinds, pod } = specOf({ cache: { mode, bytes: 1024 ** 3, ...claim } });
  expect(kinds.find((kind) => kind === 'PersistentVolumeClaim')).toBe(made);
  expect(pod.volumes[0]).toMatchObject(volume);
});

test('the shared claim belongs to no release', () => {
  const runtime = runtimeNamed('llamacpp');
  const resolved = resolvedWith({ cache: { mode: 'shared', bytes: 1024 ** 3 } });
  const [claim] = stampReleaseId(render({ ...input(runtime), resolved }), 'id-1');
  expect(claim?.metadata).not.toHaveProperty('annotations');
  expect(claim?.metadata.labels).not.toHaveProperty('cli.llmkube.dev/release');
});

test('every container says what it asks for, so that a quota lets the pod in', () => {
  const { pod } = specOf({ cpu: '2', memory: '4Gi', gpus: 1 });
  expect(pod.containers[0].resources).toEqual({
    requests: { cpu: '2', memory: '4Gi', 'nvidia.com/gpu': '1' },
    limits: { memory: '4Gi', 'nvidia.com/gpu': '1' },
  });
  expect(pod.initContainers[0].resources).toEqual({
    requests: { cpu: '2', memory: '4Gi' },
    limits: { memory: '4Gi' },
  });
  expect(pod.tolerations).toEqual([
    { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
  ]);
});

test('the token is a reference to a Secret and never a value', () => {
  const tokenSecret = { name: 'hub', key: 'token' };
  const { model } = resolvedWith();
  const { pod } = specOf({ model: { ...model, tokenSecret } });
  expect(pod.initContainers[0].env).toContainEqual({
    name: 'LLMKUBE_TOKEN',
    valueFrom: { secretKeyRef: tokenSecret },
  });
});
