import { expect, test } from 'vitest';
import { deploy } from '../../src/actions/deploy.ts';
import type { NamedModel } from '../../src/actions/prepare-plan.ts';
import { render } from '../../src/actions/render.ts';
import type { CatalogSettings } from '../../src/core/catalog/catalog-settings.ts';
import { intentOfModel } from '../../src/core/catalog/intent-of-model.ts';
import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import { readRevision } from '../../src/core/record/revisions.ts';
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

// The newest revision of `qwen`, as it was fixed.
function fixedIn({ target }: ReturnType<typeof createPorts>) {
  const { revisions, state } = storedIn(target).record;
  return readRevision(revisions, state.revision)?.resolved;
}

const wordsIn = ({ target }: ReturnType<typeof createPorts>) =>
  JSON.stringify([...target.objects.values()]);

// The same command once more, or another one, on the release that is there.
async function deployAgain(before: ReturnType<typeof createPorts>, given: PartialIntent = {}) {
  const ports = portsOver(before.target);
  const asked = modelOf({ bytes: 1000 }, { sampling: { temperature: 1 } });
  const result = await deploy({ ...inputOf('engine:1'), given, asked }, ports);
  return { ports, result };
}

const stored = { sampling: { temperature: 0.6, topK: 20 } };

test('what is recommended is said and fixed, and is nothing that the user has said', async () => {
  const { ports, done } = settled({});
  await done;
  expect(chosenIn(ports)).toMatchObject([{ model: 'qwen', settings: recommended }]);
  expect(storedIn(ports.target).record.intent.runtime).not.toHaveProperty('llamacpp');
  expect(fixedIn(ports)).toMatchObject({ recommended: stored });
  expect(wordsIn(ports)).toContain('"--temp","0.6","--top-k","20"');
});

test.each([
  [{ llamacpp: { sampling: { topK: 0 } } }],
  [{ llamacpp: { sampling: { topK: null } } }],
  [{ args: ['--top-k', '5'] }],
])('%j goes before what is recommended, and only the rest is said', async (runtime) => {
  const { ports, done } = settled(runtime);
  await done;
  expect(chosenIn(ports)).toMatchObject([{ settings: { sampling: { temperature: 0.6 } } }]);
  expect(JSON.stringify(chosenIn(ports))).not.toContain('topK');
  expect(fixedIn(ports)?.recommended).toEqual({ sampling: { temperature: 0.6 } });
});

test('the same deploy once more changes nothing, whatever the catalog recommends now', async () => {
  const { ports, done } = settled({});
  await done;
  const version = storedIn(ports.target).version;
  const again = await deployAgain(ports);
  expect(chosenIn(again.ports)).toEqual([]);
  expect(storedIn(ports.target)).toMatchObject({ version, record: { state: { revision: 1 } } });
  expect(fixedIn(ports)?.recommended).toEqual(stored);
});

test('an argument later says what was recommended, and contradicts nobody', async () => {
  const { ports, done } = settled({});
  await done;
  await deployAgain(ports, { runtime: { args: ['--temp', '0.3'] } });
  expect(fixedIn(ports)?.recommended).toEqual({ sampling: { topK: 20 } });
  expect(wordsIn(ports)).not.toContain('"0.6"');
  expect(wordsIn(ports)).toMatch(/"--top-k","20".*"--temp","0.3"/);
});

test.each([
  ['a setting', { runtime: { llamacpp: { sampling: { temperature: null } } } }, /"--top-k","20"/],
  ['the block', { runtime: { llamacpp: { sampling: null } } }, /^(?!.*--top-k)/],
])('%s that is taken away later makes a revision, and stays away', async (_, given, left) => {
  const { ports, done } = settled({});
  await done;
  await deployAgain(ports, given);
  await deployAgain(ports);
  expect(storedIn(ports.target).record.state.revision).toBe(2);
  expect(wordsIn(ports)).toMatch(left);
  expect(wordsIn(ports)).not.toContain('--temp');
});

test.each([
  ['another model', { model: { source: 'https://models.example/other.gguf' } }],
  ['another mode', { serving: { mode: 'embedding' } }],
])('a release that gets %s keeps nothing that was recommended for the first', async (_, given) => {
  const { ports, done } = settled({});
  await done;
  await deployAgain(ports, given);
  expect(fixedIn(ports)).not.toHaveProperty('recommended');
  expect(wordsIn(ports)).not.toMatch(/--temp|--top-k/);
});

test('a spec that is all that is wanted keeps what is recommended, as every default', async () => {
  const { ports, done } = settled({});
  await done;
  const given = structuredClone(storedIn(ports.target).record.intent) as PartialIntent;
  const input = { ...inputOf('engine:1'), given, isWhole: true };
  await deploy(input, portsOver(ports.target));
  expect(storedIn(ports.target).record.state.revision).toBe(1);
});

test('a release that is there gets no settings that it did not have', async () => {
  const { ports, done } = settled({ llamacpp: { sampling: null } });
  await done;
  const again = await deployAgain(ports);
  expect(chosenIn(again.ports)).toEqual([]);
  expect(wordsIn(ports)).not.toMatch(/--temp|--top-k/);
});

test('settings that an earlier version wrote into what the user said stay', async () => {
  const target = createMemoryTarget();
  const given = { runtime: { image: 'engine:1', llamacpp: recommended } };
  const { choice: _, ...asked } = modelOf({ bytes: 1000 });
  await deploy({ ...inputOf('engine:1'), given, asked }, portsOver(target));
  const { ports } = await deployAgain(portsOver(target));
  expect(storedIn(target).record.state.revision).toBe(1);
  expect(wordsIn(ports)).toContain('"--temp","0.6","--top-k","20"');
  await deployAgain(ports, { runtime: { llamacpp: { sampling: { topK: null } } } });
  expect(wordsIn(ports)).not.toContain('--top-k');
});

test('a first deploy that was interrupted is finished with what is recommended', async () => {
  const { ports, done } = settled({});
  await done;
  const before = storedIn(ports.target);
  const state = { ...before.record.state, revision: 0, phase: 'deploying' as const };
  const record = { ...before.record, state, revisions: new Map() };
  ports.target.records.set('qwen', { ...before, record });
  const again = portsOver(ports.target);
  const asked = modelOf({ bytes: 1000 }, recommended);
  await deploy({ ...inputOf('engine:1'), given: {}, asked }, again);
  expect(chosenIn(again)).toMatchObject([{ settings: recommended }]);
  expect(fixedIn(again)?.recommended).toEqual(stored);
});

test('beside another source neither the model of the catalog nor its settings are said', async () => {
  const ports = portsOver();
  const asked = modelOf({ bytes: 1000 }, recommended);
  await deploy({ ...inputOf('engine:1'), asked }, ports);
  expect(chosenIn(ports)).toEqual([]);
  expect(fixedIn(ports)).not.toHaveProperty('recommended');
});

test('a model that can be no name is what the release serves from then on', async () => {
  const first = settled({});
  await first.done;
  const { target } = first.ports;
  const digested = modelOf({ sha256: known });
  const change = async (asked: NamedModel) => {
    const ports = portsWith({ bytes: 1000 }, target);
    await deploy({ ...inputOf('engine:1'), given: {}, asked }, ports);
    return { ports, model: storedIn(target).record.intent.model };
  };
  const moved = { model: { source: 'hf://org/m/other.gguf', sha256: null } };
  const other = { ...digested, intent: moved };
  expect((await change(other)).model).toMatchObject({ source: 'hf://org/m/m.gguf' });
  const { ports, model } = await change({ ...other, isExplicit: true });
  expect(model).toMatchObject({ source: 'hf://org/m/other.gguf' });
  expect(model).not.toHaveProperty('sha256');
  expect(chosenIn(ports)).toHaveLength(1);
  const again = await change({ ...other, isExplicit: true });
  expect(chosenIn(again.ports)).toEqual([]);
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
