import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { nameOf, pairsOf, validCombinations } from '../../support/golden/combinations.ts';
import { goldenTables } from '../../support/golden/golden-tables.ts';
import { goldenFolder, readGoldens } from '../../support/golden/goldens.ts';
import { goldenText, readSpec } from '../../support/golden/render-golden.ts';

// What changes here is a change of what clusters get. `npm run goldens` writes all of it anew.
const goldens = readGoldens();

test.each(goldens)('$name is rendered to its golden', ({ spec, place, file }) => {
  expect(goldenText(readSpec(spec, place))).toBe(readFileSync(file, 'utf8'));
});

test.each(goldens)('the release of $name has the name of its folder', ({ name, spec, place }) => {
  // So that all of them can be applied side by side.
  expect(readSpec(spec, place).release).toBe(path.basename(name));
});

test.each(goldens)('$name is rendered to the same bytes each time', ({ spec, place }) => {
  expect(goldenText(readSpec(spec, place))).toBe(goldenText(readSpec(spec, place)));
});

test('each pair of values that can be together is in a golden, and no golden is of another', () => {
  const combinations = validCombinations();
  const there = readdirSync(path.join(goldenFolder, 'pairs'));
  const kept = combinations.filter((one) => there.includes(nameOf(one)));
  expect(kept.map(nameOf).sort()).toEqual(there.sort());
  const covered = new Set(kept.flatMap(({ values }) => pairsOf(values)));
  const lacking = combinations
    .flatMap(({ values }) => pairsOf(values))
    .filter((pair) => !covered.has(pair));
  expect([...new Set(lacking)]).toEqual([]);
});

test.each(Object.entries(goldenTables()))('%s is as its golden', (name, text) => {
  expect(text).toBe(readFileSync(path.join(goldenFolder, name), 'utf8'));
});
