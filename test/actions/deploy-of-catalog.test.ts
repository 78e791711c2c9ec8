import { expect, test } from 'vitest';
import { deploy } from '../../src/actions/deploy.ts';
import type { NamedModel } from '../../src/actions/prepare-plan.ts';
import { intentOfModel } from '../../src/core/catalog/intent-of-model.ts';
import type { SourceFacts } from '../../src/core/source/source-facts.ts';
import { createPorts } from '../support/action-ports.ts';
import { inputOf } from '../support/deployed-release.ts';
import { rejectionOf } from '../support/error-of.ts';

const [known, other] = ['a'.repeat(64), 'b'.repeat(64)];

function modelOf(facts: { readonly bytes?: number; readonly sha256?: string }): NamedModel {
  const file = { name: 'Q4_K_M', file: 'm.gguf', ...facts };
  const entry = { id: 'qwen', title: 'Q', repo: 'org/m', files: [file], usual: 'Q4_K_M' };
  const choice = { entry, file, why: 'a test asks for it' };
  return { intent: intentOfModel(choice), choice };
}

function deployed(asked: NamedModel, facts: SourceFacts) {
  const hub = { url: 'https://hub.example/m.gguf', file: 'm.gguf', ...facts };
  const ports = createPorts({ readSource: async () => ({ kind: 'reached', facts: hub }) });
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
