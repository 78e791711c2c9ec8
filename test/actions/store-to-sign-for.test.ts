import { expect, test } from 'vitest';
import { sourceFacts } from '../../src/actions/source-facts.ts';
import { signingFor, storeToSignFor } from '../../src/actions/store-to-sign-for.ts';
import type { Intent } from '../../src/core/intent/schema.ts';
import { createPorts } from '../support/action-ports.ts';

const endpoint = 'http://localhost:9000';
const model = { id: 'm', source: 's3://bucket/m.gguf', s3: { endpoint } };
const intent: Intent = { model, runtime: { kind: 'llamacpp', image: 'engine:1' } };

test('the store of a record of a cluster is none that this machine signs for', () => {
  expect(storeToSignFor({}, { place: 'pod', intent })).toBeUndefined();
  expect(storeToSignFor({ model: { s3: { endpoint } } }, { place: 'pod', intent })).toBe(endpoint);
  expect(storeToSignFor({}, { place: 'host', intent })).toBe(endpoint);
});

test('headers are read with the same word', async () => {
  const asked: unknown[] = [];
  const ports = createPorts({
    readHeader: async (place) => {
      asked.push(place);
      return { kind: 'unreachable', fact: 'it is not there' };
    },
  });
  const place = { kind: 'url', url: `${endpoint}/bucket/m.gguf`, isHub: false } as const;
  await signingFor(endpoint, ports).readHeader(place, ports.signal);
  await signingFor(undefined, ports).readHeader(place, ports.signal);
  expect(asked).toEqual([{ ...place, signsFor: endpoint }, place]);
});

test.each([
  ['pod', endpoint, true],
  ['pod', 'http://127.0.0.2:9000', true],
  ['pod', 'http://[::1]:9000', true],
  ['pod', 'https://store.example', false],
  ['host', endpoint, false],
] as const)('a %s whose store is %s is warned of: %s', async (place, store, isWarned) => {
  const ports = createPorts({
    readSource: async () => ({ kind: 'reached', facts: { bytes: 1, endpoint: store } }),
  });
  await sourceFacts({ intent, previous: undefined, place }, ports);
  const warnings = ports.events.filter(({ type }) => type === 'warning');
  expect(warnings).toEqual(
    isWarned
      ? [
          {
            type: 'warning',
            message: expect.stringContaining('--set model.s3.endpoint=https://'),
          },
        ]
      : [],
  );
});
