import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodeRecord } from '../../../src/core/record/decode.ts';
import { encodeRecord } from '../../../src/core/record/encode.ts';
import { addRevision, readRevision, revisionLimits } from '../../../src/core/record/revisions.ts';
import type { ReleaseRecord, Revision } from '../../../src/core/record/schema.ts';
import { parseSummary } from '../../../src/core/record/summary.ts';
import { errorOf } from '../../support/error-of.ts';
import { recordWith } from '../../support/records.ts';

const revision = (number: number, padding = ''): Revision => ({
  revision: number,
  at: '2026-01-01T00:00:00.000Z',
  by: 'ann@host',
  cli: '1.0.0',
  profile: 0,
  cause: 'deploy',
  intent: { padding },
  resolved: {},
  objects: [],
});

function roundTrip(record: ReleaseRecord): ReleaseRecord {
  const { data, binaryData } = encodeRecord(record);
  return decodeRecord({ release: record.release, data, binaryData });
}

test('a record reads back as it was written', () => {
  const record = recordWith({ revisions: addRevision(new Map(), revision(1)) });
  expect(roundTrip(record)).toEqual(record);
});

test('fields of a newer version survive a read and a write', () => {
  const { data, binaryData } = encodeRecord(recordWith());
  const state = JSON.stringify({ ...JSON.parse(data.state ?? ''), invented: { later: true } });
  const intent = JSON.stringify({ ...JSON.parse(data.intent ?? ''), invented: 1 });
  const record = decodeRecord({
    release: 'qwen',
    data: { ...data, state, intent, invented: 'whole entry' },
    binaryData,
  });
  const written = encodeRecord(record);
  expect(JSON.parse(written.data.state ?? '')).toMatchObject({ invented: { later: true } });
  expect(JSON.parse(written.data.intent ?? '')).toMatchObject({ invented: 1 });
  expect(written.data.invented).toBe('whole entry');
});

test('a record of a newer layout is read and never written', () => {
  const { data, binaryData } = encodeRecord(recordWith());
  const record = decodeRecord({ release: 'qwen', data: { ...data, schema: '2' }, binaryData });
  expect(errorOf(() => encodeRecord(record)).code).toBe('RECORD_NEWER');
});

test.each([
  ['no state', { state: undefined }],
  ['state that is not JSON', { state: '{' }],
  ['state that is a list', { state: '[]' }],
  ['state without a release id', { state: '{}' }],
  ['no intent', { intent: undefined }],
  ['a layout that is no number', { schema: 'x' }],
])('a record with %s is an error that names the part', (_, damage) => {
  const { data, binaryData } = encodeRecord(recordWith());
  const damaged = Object.entries({ ...data, ...damage }).filter(([, text]) => text !== undefined);
  const read = () =>
    decodeRecord({
      release: 'qwen',
      data: Object.fromEntries(damaged) as Record<string, string>,
      binaryData,
    });
  expect(errorOf(read)).toMatchObject({ code: 'RECORD_UNREADABLE', facts: { release: 'qwen' } });
});

test('the newest ten revisions are kept', () => {
  let revisions: ReadonlyMap<number, string> = new Map();
  for (let number = 1; number <= 13; number += 1)
    revisions = addRevision(revisions, revision(number));
  expect([...revisions.keys()]).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  expect(readRevision(revisions, 13)).toEqual(revision(13));
});

test('the oldest revisions go when all together are too large', () => {
  let revisions: ReadonlyMap<number, string> = new Map();
  for (let number = 1; number <= 4; number += 1) {
    revisions = addRevision(revisions, revision(number, randomBytes(130_000).toString('base64')));
  }
  expect([...revisions.keys()]).toEqual([1, 2, 3, 4]);
  revisions = addRevision(revisions, revision(5, randomBytes(130_000).toString('base64')));
  expect([...revisions.keys()]).toEqual([2, 3, 4, 5]);
});

test('a revision that is too large by itself is refused with numbers', () => {
  const padding = randomBytes(revisionLimits.oneBytes).toString('base64');
  const error = errorOf(() => addRevision(new Map(), revision(1, padding)));
  expect(error.code).toBe('RECORD_TOO_LARGE');
  expect(error.facts.limit).toBe(revisionLimits.oneBytes);
});

test('a damaged revision counts as not stored', () => {
  expect(readRevision(new Map([[1, 'bm90IGd6aXA=']]), 1)).toBeUndefined();
  expect(readRevision(new Map(), 1)).toBeUndefined();
});

test('the same record gives the same bytes', () => {
  const record = () => recordWith({ revisions: addRevision(new Map(), revision(1, 'x')) });
  expect(encodeRecord(record())).toEqual(encodeRecord(record()));
});

test('the summary of a record reads back from its annotation', () => {
  const { annotations } = encodeRecord(recordWith());
  expect(parseSummary(annotations['cli.llmkube.dev/summary'])).toEqual({
    revision: 1,
    phase: 'deployed',
    model: 'https://models.example/m.gguf',
    runtime: 'llamacpp',
    at: '2026-01-01T00:00:00.000Z',
    by: 'ann@host',
    cli: '1.0.0',
  });
});

test.each([
  [
    { gpus: 2, cache: { mode: 'shared' } },
    { accelerator: 'nvidia.com/gpu:2', cache: 'shared' },
  ],
  [{ cache: { mode: 'claim', claim: 'mine' } }, { accelerator: 'cpu', cache: 'claim:mine' }],
  [{}, { accelerator: 'cpu', cache: 'release' }],
])('the summary tells what the newest revision decided: %j', (resolved, facts) => {
  const newest = { ...revision(1, 'x'), resolved };
  const { annotations } = encodeRecord(recordWith({ revisions: addRevision(new Map(), newest) }));
  expect(parseSummary(annotations['cli.llmkube.dev/summary'])).toMatchObject(facts);
});

test.each([undefined, '', 'x', '[]', '{"revision":1}'])(
  'parseSummary() gives nothing for %j',
  (text) => {
    expect(parseSummary(text)).toBeUndefined();
  },
);
