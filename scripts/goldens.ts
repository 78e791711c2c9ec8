import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeYaml } from '../src/core/document/write-yaml.ts';
import { specKind } from '../src/core/spec/spec-schema.ts';
import { specVersion } from '../src/core/spec/spec-version.ts';
import { nameOf, pairwise, validCombinations } from '../test/support/golden/combinations.ts';
import { goldenTables } from '../test/support/golden/golden-tables.ts';
import { readGoldens } from '../test/support/golden/goldens.ts';
import { goldenText, readSpec } from '../test/support/golden/render-golden.ts';

// npm run goldens: renders every golden anew, and makes those that a pair of values lacks. What it
// changes is a change of what clusters get: read it.
const root = path.resolve(import.meta.dirname, '../test/golden');
const pairs = path.join(root, 'pairs');

await mkdir(pairs, { recursive: true });
const there = await readdir(pairs);
const wanted = pairwise(validCombinations(), (one) => there.includes(nameOf(one)));
const names = wanted.map(nameOf);
for (const name of there) {
  if (!names.includes(name)) await rm(path.join(pairs, name), { recursive: true });
}
for (const { values, intent } of wanted) {
  const name = nameOf({ values, intent });
  const { model, ...rest } = intent;
  const { id: _, ...source } = Object(model);
  const type = { apiVersion: specVersion, kind: specKind };
  const spec = { ...type, metadata: { name }, spec: { model: source, ...rest } };
  await mkdir(path.join(pairs, name), { recursive: true });
  await writeFile(path.join(pairs, name, 'spec.yaml'), writeYaml(spec));
}
for (const [name, text] of Object.entries(goldenTables())) {
  await writeFile(path.join(root, name), text);
}
const goldens = readGoldens();
for (const { spec, place, file } of goldens) {
  await writeFile(file, goldenText(readSpec(spec, place)));
}
process.stdout.write(`${goldens.length} goldens written to test/golden\n`);
