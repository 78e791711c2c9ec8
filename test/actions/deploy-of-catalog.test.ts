import { expect, test } from 'vitest';
import { deploy } from '../../src/actions/deploy.ts';
import type { NamedModel } from '../../src/actions/prepare-plan.ts';
import { render } from '../../src/actions/render.ts';
import type { CatalogSettings } from '../../src/core/catalog/catalog-settings.ts';
import { intentOfModel } from '../../src/core/catalog/intent-of-model.ts';
import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import type { SourceFacts } from '../../src/core/source/source-facts.ts';
import { createPorts } from '../support/action-ports.ts';
import { inputOf, storedIn } from '../support/deployed-release.ts';
import { rejectionOf } from '../support/error-of.ts';
import { createMemoryTarget } from '../support/memory-target.ts';

const [known, other] = ['a'.repeat(64), 'b'.repeat(64)];

interface Facts {
  readonly bytes?: number;
  readonly sha256?: string;
}

function modelOf(facts: Facts, settings?: CatalogSettings): NamedModel {
  const file = { name: 'Q4_K_M', file: 'm.gguf', ...facts };
  const bare = { id: 'qwen', title: 'Q', repo: 'org/m', files: [file], usual: 'Q4_K_M' };
  const entry = settings === undefined ? bare : { ...bare, settings };
  const choice = { entry, file, why: 'a test asks for it' };
  return { intent: intentOfModel(choice), choice };
}

const portsOver = (target = createMemoryTarget()) => portsWith({ bytes: 1000 }, target);

function portsWith(facts: SourceFacts, target = createMemoryTarget()) {
  const hub = { url: 'https://hub.example/m.gguf', file: 'm.gguf', ...facts };
  return createPorts({ target, readSource: async () => ({ kind: 'reached', facts: hub }) });
}

function deployed(asked: NamedModel, facts: SourceFacts) {
  const ports = portsWith(facts);
  const input = { ...inputOf('engine:1'), given: { runtime: { image: 'engine:1' } }, asked };
  return { ports, done: deploy(input, ports) };
}

function warningsOf({ events }: ReturnType<typeof createPorts>): readonly string[] {
  return events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
}

test('a file of another size than the catalog knows is deployed, and both sizes are said', async () => {
  const { ports, done } = deployed(modelOf({ bytes: 4000 }), { bytes: 4001 });
  await done;
  expect(warningsOf(ports)).toEqual([
    'the catalog knows `m.gguf` with 4000 bytes, and the hub has it with 4001: it was replaced since, or the catalog is wrong',
  ]);
});

test.each([
  ['the same size', { bytes: 4000 }, { bytes: 4000 }],
  ['no size of the catalog', {}, { bytes: 4000 }],
  ['no size of the hub', { bytes: 4000 }, {}],
])('%s is no reason for a warning', async (_, catalog, hub) => {
  const { ports, done } = deployed(modelOf(catalog), hub);
  await done;
  expect(warningsOf(ports)).toEqual([]);
});

test('a file of another digest than the catalog knows is refused, and nothing is written', async () => {
  const { ports, done } = deployed(modelOf({ sha256: known }), { bytes: 1, sha256: other });
  expect(await rejectionOf(done)).toMatchObject({
    code: 'SOURCE_REFUSED',
    facts: { cause: 'SourceWrongDigest', sha256: other },
  });
  expect(ports.target.records.size + ports.target.objects.size).toBe(0);
});

const recommended = { sampling: { temperature: 0.6, topK: 20 } };

function settled(runtime: PartialIntent, ports = portsOver()) {
  const given = { runtime: { image: 'engine:1', ...runtime } };
  const input = { ...inputOf('engine:1'), given, asked: modelOf({ bytes: 1000 }, recommended) };
  return { ports, done: deploy(input, ports) };
}

const chosenIn = ({ events }: ReturnType<typeof createPorts>) =>
  events.filter((event) => event.type === 'modelChosen');

test('what the makers of a model recommend is said, and the release gets it', async () => {
  const { ports, done } = settled({});
  await done;
  expect(chosenIn(ports)).toMatchObject([{ model: 'qwen', settings: recommended }]);
  expect(storedIn(ports.target).record.intent.runtime).toMatchObject({ llamacpp: recommended });
  const objects = JSON.stringify([...ports.target.objects.values()]);
  expect(objects).toContain('"--temp","0.6","--top-k","20"');
});

test.each([
  [{ llamacpp: { sampling: { topK: 0 } } }, { sampling: { temperature: 0.6, topK: 0 } }],
  [{ llamacpp: { sampling: { topK: null } } }, { sampling: { temperature: 0.6 } }],
  [{ args: ['--top-k', '5'] }, { sampling: { temperature: 0.6 } }],
])('%j goes before what is recommended, and only the rest is said', async (runtime, stored) => {
  const { ports, done } = settled(runtime);
  await done;
  expect(chosenIn(ports)).toMatchObject([{ settings: { sampling: { temperature: 0.6 } } }]);
  expect(JSON.stringify(chosenIn(ports))).not.toContain('topK');
  expect(storedIn(ports.target).record.intent.runtime).toMatchObject({ llamacpp: stored });
});

test('a release that is there gets no settings that it did not have, nor loses those it has', async () => {
  const without = settled({ llamacpp: { sampling: null } });
  await without.done;
  const again = settled({}, portsOver(without.ports.target));
  await again.done;
  expect(chosenIn(again.ports)).toEqual([]);
  expect(storedIn(again.ports.target).record.intent.runtime).not.toHaveProperty('llamacpp');
  const wanted = settled(
    { llamacpp: { sampling: { temperature: 1 } } },
    portsOver(without.ports.target),
  );
  await wanted.done;
  await settled({}, portsOver(without.ports.target)).done;
  expect(storedIn(without.ports.target).record.intent.runtime).toMatchObject({
    llamacpp: { sampling: { temperature: 1 } },
  });
});

test('a model that is rendered has the settings that a deploy would give it', async () => {
  const asked = modelOf({ bytes: 1000 }, recommended);
  const given = { runtime: { args: ['--temp', '1'] } };
  const ports = portsOver();
  const releases = [{ release: 'qwen', id: 'qwen', given, asked }];
  const objects = await render({ releases, namespace: undefined }, ports);
  expect(chosenIn(ports)).toMatchObject([{ settings: { sampling: { topK: 20 } } }]);
  expect(JSON.stringify(objects)).toMatch(/"--top-k","20".*"--temp","1"/);
});
