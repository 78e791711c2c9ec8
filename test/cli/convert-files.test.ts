import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convertFiles } from '../../src/cli/convert-files.ts';
import { readSpecs } from '../../src/cli/read-specs.ts';
import { pairOf } from '../core/convert/operator-files.ts';
import { rejectionOf } from '../support/error-of.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'llmkube-convert-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function flagsOf(text: string) {
  const file = path.join(folder, 'operator.yaml');
  writeFileSync(file, text);
  return { filename: [file], recursive: false, namespace: undefined };
}

const service = { contextSize: 8192, parallelSlots: 1, resources: { memory: '8Gi' } };

test('convert prints what apply would read, with what is dropped', async () => {
  const flags = flagsOf(pairOf({ quantization: 'Q4' }, { contextSize: 8192 }));
  const { documents, notes, text } = await convertFiles(flags);
  expect(notes).toEqual([expect.objectContaining({ path: 'spec.quantization', line: 1 })]);
  const { releases, notes: told } = await readSpecs(flags);
  expect(told).toEqual([expect.stringContaining('`spec.quantization` is dropped')]);
  const { spec } = documents[0] as { spec: { model: object } };
  const model = { id: 'qwen', ...spec.model };
  expect(releases).toMatchObject([{ release: 'qwen', given: { ...spec, model } }]);
  expect((await readSpecs(flagsOf(text))).releases).toEqual(releases);
});

test('a value that is wrong for us is told at its place in their document', async () => {
  const flags = flagsOf(pairOf({}, { ...service, image: 'http://x', resources: { cpu: 'much' } }));
  const error = await rejectionOf(convertFiles(flags));
  expect(error).toMatchObject({
    code: 'DOCUMENT_INVALID',
    facts: {
      problems: expect.arrayContaining([
        expect.stringMatching(/:3:\d+ `spec\.image` is not an image reference/),
        expect.stringMatching(/:3:\d+ `spec\.resources\.cpu` is not a quantity/),
      ]),
    },
  });
});
