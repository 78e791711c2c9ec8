import { expect, test } from 'vitest';
import { deploy } from '../../src/actions/deploy.ts';
import { defaultObserveOptions } from '../../src/actions/observe-options.ts';
import { type RenderInput, render } from '../../src/actions/render.ts';
import { renderRevision } from '../../src/actions/render-revision.ts';
import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';
import { createPorts, type TestPorts } from '../support/action-ports.ts';
import { rejectionOf } from '../support/error-of.ts';
import { createMemoryTarget } from '../support/memory-target.ts';

const runtime = { image: 'engine:1' };
const source = 'https://models.example/m.gguf';

function one(release: string, more: PartialIntent = {}): RenderInput['releases'][number] {
  return { release, id: release, given: { model: { source }, runtime, ...more } };
}

const rollout = { wait: false, observe: defaultObserveOptions, requireProof: false };
const inDefault = (releases: RenderInput['releases']) => ({ releases, namespace: 'default' });

// What a life of a release adds, and a server.
function bare({ metadata, ...content }: Manifest): object {
  const { uid: _, resourceVersion: __, generation: ___, annotations = {}, ...kept } = metadata;
  const { 'cli.llmkube.dev/release-id': id, ...marks } = annotations;
  expect(id).toBeDefined();
  const own = Object.keys(marks).length === 0 ? {} : { annotations: marks };
  return { ...content, metadata: { ...kept, ...own } };
}

test.each<{ title: string; given: PartialIntent }>([
  { title: 'a plain release', given: {} },
  { title: 'one without a claim', given: { cache: { mode: 'none' } } },
  { title: 'one with everything', given: { scale: { replicas: 3 }, hardware: { gpus: 1 } } },
  { title: 'one behind a proxy', given: { network: { proxy: { url: 'http://proxy:1' } } } },
])('$title is rendered as the first deploy applies it, but for its id', async ({ given }) => {
  const request = one('qwen', given);
  const target = createMemoryTarget();
  await deploy({ ...request, ...rollout }, createPorts({ target }));
  const rendered = await render(inDefault([request]), createPorts());
  const applied = rendered.map(({ kind, metadata }) =>
    bare(target.objects.get(`${kind}/${metadata.name}`) as Manifest),
  );
  expect(rendered).toHaveLength(target.objects.size);
  expect(rendered).toEqual(applied);
  const ofRecord = await renderRevision(
    { release: 'qwen', id: 'qwen', revision: undefined, namespace: 'default' },
    target,
  );
  expect(JSON.stringify(ofRecord)).toBe(JSON.stringify(rendered));
});

test('without a namespace there is none in any object', async () => {
  const rendered = await render({ releases: [one('qwen')], namespace: undefined }, createPorts());
  expect(rendered.map(({ kind }) => kind)).toEqual([
    'PersistentVolumeClaim',
    'Service',
    'Deployment',
  ]);
  for (const { metadata } of rendered) expect(metadata).not.toHaveProperty('namespace');
});

function countedPorts(bytes: Readonly<Record<string, number>> = {}): TestPorts & {
  asked: string[];
} {
  const asked: string[] = [];
  const readSource: TestPorts['readSource'] = async (question) => {
    const url = question.source.kind === 'http' ? question.source.url : '';
    asked.push(url);
    return { kind: 'reached', facts: { bytes: bytes[url] ?? 1000 } };
  };
  return { ...createPorts({ readSource }), asked };
}

test('a source that many releases have is asked once', async () => {
  const ports = countedPorts();
  const releases = Array.from({ length: 30 }, (_, index) => one(`m-${index}`));
  const rendered = await render(inDefault([...releases, one('other')]), ports);
  expect(rendered).toHaveLength(3 * 31);
  expect(ports.asked).toEqual([source]);
});

test('the claim that releases share comes once, and is large enough for the largest', async () => {
  const gibibyte = 1024 ** 3;
  const small = one('small', { cache: { mode: 'shared' } });
  const large = one('large', { cache: { mode: 'shared', size: '300Gi' } });
  const ports = countedPorts({ [source]: gibibyte });
  const rendered = await render(inDefault([small, large]), ports);
  const claims = rendered.filter(({ kind }) => kind === 'PersistentVolumeClaim');
  expect(claims).toMatchObject([
    {
      metadata: { name: 'llmkube-cache' },
      spec: { resources: { requests: { storage: '300Gi' } } },
    },
  ]);
});

test('of several sources that refuse the first is told', async () => {
  const readSource: TestPorts['readSource'] = async ({ source: from }) => {
    throw new LlmkubeError('SOURCE_REFUSED', `no ${from.kind === 'http' ? from.url : ''}`);
  };
  const other = one('b', { model: { source: 'https://models.example/n.gguf' } });
  const error = await rejectionOf(
    render(inDefault([one('a'), other]), createPorts({ readSource })),
  );
  expect(error).toMatchObject({ code: 'SOURCE_REFUSED', message: `no ${source}` });
});

test('a source that cannot be reached from here is warned of, and rendered', async () => {
  const readSource: TestPorts['readSource'] = async () => ({
    kind: 'unreachable',
    why: 'no route',
    facts: {},
  });
  const ports = createPorts({ readSource });
  expect(await render(inDefault([one('qwen')]), ports)).toHaveLength(3);
  expect(ports.events).toEqual([{ type: 'warning', message: expect.stringContaining('no route') }]);
});

test('an interrupted question is no answer', async () => {
  const signal = AbortSignal.abort('SIGINT');
  const readSource: TestPorts['readSource'] = async () => ({
    kind: 'unreachable',
    why: 'aborted',
    facts: {},
  });
  const error = await rejectionOf(
    render(inDefault([one('qwen')]), createPorts({ readSource, signal })),
  );
  expect(error.message).toBe('Cannot render `qwen`: interrupted, nothing was changed');
});

test('each revision of a record can be rendered, and one that is not there is named', async () => {
  const target = createMemoryTarget();
  const ports = createPorts({ target });
  await deploy({ ...one('qwen'), ...rollout }, ports);
  await deploy({ ...one('qwen', { runtime: { image: 'engine:2' } }), ...rollout }, ports);
  const imageOf = async (revision: number | undefined) => {
    const named = { release: 'qwen', id: 'qwen', namespace: undefined };
    const text = JSON.stringify(await renderRevision({ ...named, revision }, target));
    expect(text).not.toMatch(/release-id|namespace/);
    return /"image":"(engine:\d)"/.exec(text)?.[1];
  };
  expect([await imageOf(1), await imageOf(2), await imageOf(undefined)]).toEqual([
    'engine:1',
    'engine:2',
    'engine:2',
  ]);
  expect(await rejectionOf(imageOf(3))).toMatchObject({
    code: 'REVISION_NOT_FOUND',
    message: 'Cannot render `qwen`: its record has no revision 3, only 1, 2',
    suggestions: ['llmkube render qwen --revision 2 -n default'],
  });
});

test('a name that no release has is not found', async () => {
  const named = { release: 'qwen', id: 'qwen', revision: undefined, namespace: undefined };
  const error = await rejectionOf(renderRevision(named, createMemoryTarget()));
  expect(error.code).toBe('RELEASE_NOT_FOUND');
});
