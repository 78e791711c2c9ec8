import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { mergeIntent, type PartialIntent } from '../../src/core/intent/merge-intent.ts';
import { runtimes } from '../../src/runtimes/runtimes.ts';
import { plainIntent } from '../support/field-changes.ts';
import { validCombinations } from '../support/golden/combinations.ts';
import { objectsOf } from '../support/golden/pipeline.ts';
import { addresses } from './addresses.ts';
import { commandLine } from './command-line.ts';
import { hardware } from './hardware.ts';
import { llamacpp } from './llamacpp.ts';
import type { PeerItem, Shown } from './peer-item.ts';
import { pods } from './pods.ts';
import { pythonEngines } from './python-engines.ts';
import { updates } from './updates.ts';

const items: readonly PeerItem[] = [
  ...updates,
  ...addresses,
  ...llamacpp,
  ...pythonEngines,
  ...hardware,
  ...pods,
  ...commandLine,
];

/** Of the research those about objects, 6.1 to 6.6, and about the command line, 6.9. */
const numbers = [...range(1, 91), ...range(148, 160)];

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

test('every item of the list has its place', () => {
  const shown = new Set(items.map(({ id }) => Number.parseInt(id, 10)));
  expect(numbers.filter((number) => !shown.has(number))).toEqual([]);
});

test.each(items)('$id $promise', ({ shown }) => {
  if ('differs' in shown) expect(shown.differs).not.toBe('');
  else if ('file' in shown)
    expect(readFileSync(path.resolve(shown.file), 'utf8')).toContain(shown.title);
  else if ('refused' in shown) expect(() => partsOf(shown.given)).toThrow(shown.refused);
  else expectParts(shown);
});

function expectParts({
  given,
  holds = {},
  args = [],
  lacks = [],
  words: like = /(?:)/,
}: Extract<Shown, { holds?: object }>): void {
  const parts = partsOf(given);
  for (const [place, wanted] of Object.entries(holds)) {
    const found = at(parts, place);
    if (wanted instanceof RegExp) expect(found).toMatch(wanted);
    else expect(found, place).toEqual(wanted);
  }
  const words = at(parts, 'engine.args') as readonly string[];
  expect(words.join('\n')).toContain(args.join('\n'));
  for (const word of lacks) expect(words).not.toContain(word);
  expect(words.join(' ')).toMatch(like);
}

function partsOf(given: PartialIntent): object {
  const raw = mergeIntent(plainIntent, given);
  const objects = objectsOf({ release: 'qwen', namespace: 'default', raw });
  const byKind = Object.fromEntries(objects.map((one) => [one.kind, one]));
  const pod = Object(byKind.Deployment?.spec).template.spec;
  return { ...byKind, pod, engine: pod.containers[0] };
}

/** Names of Kubernetes have dots in them, so the longest one that is there is taken. */
function at(value: unknown, place: string): unknown {
  if (place === '') return value;
  const names = place.split('.');
  for (let length = names.length; length > 0; length -= 1) {
    const name = names.slice(0, length).join('.');
    const part = Object(value);
    if (Object.hasOwn(part, name)) return at(part[name], names.slice(length).join('.'));
  }
  return undefined;
}

test.each(runtimes)(
  'with each runtime an argument of the user stands once, and last: $name',
  ({ name }) => {
    const combination = validCombinations().find(({ values }) => values[0] === name);
    const args = ['--user-argument', 'once'];
    const raw = mergeIntent(combination?.intent ?? {}, { runtime: { args } });
    const objects = objectsOf({ release: 'qwen', namespace: 'default', raw });
    const deployment = objects.find(({ kind }) => kind === 'Deployment');
    const words: readonly string[] = Object(deployment?.spec).template.spec.containers[0].args;
    expect(words.filter((word) => word === '--user-argument')).toHaveLength(1);
    expect(words.slice(-2)).toEqual(args);
  },
);
