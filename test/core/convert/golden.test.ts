import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { compare, type Difference } from '../../support/operator/compare.ts';
import { convertPair } from '../../support/operator/convert-pair.ts';
import {
  declarationsOf,
  deliberateDifferences,
} from '../../support/operator/deliberate-differences.ts';
import { renderOperator } from '../../support/operator/render-operator.ts';
import { modelSamples, type Sample } from './field-samples.ts';
import { pairDocuments } from './operator-files.ts';
import { serviceSamples } from './service-samples.ts';

type Fields = Readonly<Record<string, unknown>>;

const base = {
  model: { source: 'https://models.example/qwen.gguf' },
  service: { modelRef: 'qwen', image: 'engine:1' },
};

/** Samples of every field of llama.cpp that is not refused by itself. */
const fields = Object.entries({ ...modelSamples, ...serviceSamples }).flatMap(
  ([field, samples]): [string, readonly Sample[]][] => {
    // Of a block of another engine, one field stands for all: they are dropped.
    if (/Config\./.test(field) && !field.endsWith('hfTokenSecretRef')) return [];
    const accepted = samples.filter(
      ({ fate, service }) =>
        !('refused' in fate) &&
        (Reflect.get(service ?? {}, 'runtime') ?? 'llamacpp') === 'llamacpp',
    );
    return accepted.length === 0 ? [] : [[field, accepted]];
  },
);

const seen = new Set<string>();

/** What is not as the operator had it and is not meant to be so; undefined where it is refused. */
function undeclared(...samples: readonly Sample[]): readonly Difference[] | undefined {
  const model = samples.map((sample) => sample.model ?? {}).reduce(overlay, base.model);
  const service = samples.map((sample) => sample.service ?? {}).reduce(overlay, base.service);
  const converted = convertPair(pairDocuments(model, service));
  if (converted.kind === 'refused') return undefined;
  const pair = { name: 'qwen', modelName: 'qwen', model, service };
  const theirs = renderOperator(pair as Parameters<typeof renderOperator>[0]);
  return compare(theirs, converted.objects).filter((difference) => !isDeliberate(difference));
}

function isDeliberate(difference: Difference): boolean {
  const declared = declarationsOf(difference);
  for (const { what } of declared) seen.add(what);
  return declared.length > 0;
}

function overlay(under: object, over: object): object {
  const merged: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const before = merged[name];
    merged[name] = isBlock(before) && isBlock(value) ? overlay(before, value) : value;
  }
  return merged;
}

function isBlock(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

test.each(fields)('%s is rendered as the operator rendered it', (_, samples) => {
  for (const sample of samples) {
    expect(undeclared(sample), JSON.stringify(sample)).toEqual([]);
  }
});

test('so are all fields in pairs, but for those that are refused', { timeout: 60_000 }, () => {
  const [all, wrong] = [{ accepted: 0, refused: 0 }, [] as object[]];
  for (const [at, [one, samples]] of fields.entries()) {
    for (const [other, others] of fields.slice(at + 1)) {
      // Each of the samples comes up beside some other field.
      const round = all.accepted + all.refused;
      const chosen = [samples[round % samples.length], others[round % others.length]] as Sample[];
      const differences = undeclared(...chosen);
      all[differences === undefined ? 'refused' : 'accepted'] += 1;
      if ((differences ?? []).length > 0) wrong.push({ one, other, chosen, differences });
    }
  }
  expect(wrong.slice(0, 20)).toEqual([]);
  // A document that is refused shows nothing, so there must not be many.
  expect(all.refused).toBeLessThan(all.accepted / 50);
});

test('a Model of another namespace is rendered as one of the own', () => {
  const [model = {}, service = {}] = pairDocuments(base.model, base.service);
  const at = (document: object, namespace: string) => ({
    ...document,
    metadata: { ...Reflect.get(document, 'metadata'), namespace },
  });
  const [own, other] = ['a', 'b'].map((home) => convertPair([at(model, home), at(service, 'a')]));
  if (own?.kind !== 'rendered' || other?.kind !== 'rendered') throw new Error('one is refused');
  expect(other.objects).toEqual(own.objects);
  const [note = ''] = other.notes.filter((text) => !own.notes.includes(text));
  const [, ours] = /of the namespace `(\w+)`/.exec(note) ?? [];
  expect(ours).toBe('b');
  expect(isDeliberate({ fact: 'model.namespace', theirs: undefined, ours })).toBe(true);
});

test('the guide tells every deliberate difference with its reason, and no other', () => {
  const guide = path.resolve(import.meta.dirname, '../../../docs/guides/come-from-the-operator.md');
  const [, section = ''] = readFileSync(guide, 'utf8').split('## What is rendered in another way');
  const [table = ''] = section.split('\n## ');
  const rows = [...table.matchAll(/^\| (.+?) +\| (.+?) +\|$/gm)].slice(2);
  expect(rows.map(([, what, reason]) => ({ what, reason }))).toEqual(
    deliberateDifferences.map(({ what, reason }) => ({ what, reason })),
  );
});

test('every deliberate difference is one that was met', () => {
  expect(deliberateDifferences.map(({ what }) => what).filter((what) => !seen.has(what))).toEqual(
    [],
  );
});
