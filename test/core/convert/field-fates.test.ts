import { describe, expect, test } from 'vitest';
import { checkConversion } from '../../../src/core/convert/check-conversion.ts';
import { modelRows } from '../../../src/core/convert/model-rows.ts';
import { serviceRows } from '../../../src/core/convert/service-rows.ts';
import { problemText } from '../../../src/core/document/problem.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { modelSamples, type Sample } from './field-samples.ts';
import { joinText, pairOf } from './operator-files.ts';
import { serviceSamples } from './service-samples.ts';
import { sharedSamples } from './shared-samples.ts';

const tables = [
  ['Model', modelRows, modelSamples],
  ['InferenceService', serviceRows, serviceSamples],
] as const;

describe.each(tables)('a %s', (_, rows, samples) => {
  test('has a sample of every field', () => {
    expect(Object.keys(samples).toSorted()).toEqual(Object.keys(rows).toSorted());
  });

  const cases = Object.entries(samples).flatMap(([field, list]) =>
    list.map((sample) => [field, JSON.stringify(sample), sample] as const),
  );
  test.each(cases)('%s: %s', (field, _text, sample) => {
    expectFate(field, sample);
  });
});

test.each(sharedSamples.map(([field, sample]) => [field, JSON.stringify(sample), sample] as const))(
  'for another engine %s: %s',
  (field, _text, sample) => {
    expectFate(field.replace('spec.', ''), sample);
  },
);

function expectFate(field: string, { model, service, fate }: Sample): void {
  const { conversions, problems, notes } = joinText(pairOf(model, service));
  const about = `\`spec.${field}`;
  const checked = conversions.map((conversion) => checkConversion(runtimes, conversion));
  if ('refused' in fate) {
    const found = checked.flatMap((one) => (one.kind === 'invalid' ? one.problems : []));
    const told = [...problems, ...found.map(problemText)];
    expect(told).toContainEqual(expect.stringContaining(fate.refused));
    expect(told.some((problem) => problem.includes(about))).toBe(true);
    return;
  }
  expect(problems).toEqual([]);
  expect(checked).toMatchObject([{ kind: 'valid' }]);
  if ('dropped' in fate) {
    expect(notes).toContainEqual(expect.stringContaining(fate.dropped));
    expect(notes.some((note) => note.includes(about))).toBe(true);
    return;
  }
  expect(conversions[0]?.value).toMatchObject({ spec: fate.becomes });
}
