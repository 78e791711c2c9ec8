import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSpec } from '../../../src/core/spec/spec-schema.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { read } from './outcomes.ts';

const valid = Buffer.from(`# one
apiVersion: cli.llmkube.dev/v1beta1
kind: InferenceService
metadata: {name: qwen}
spec:
  model: &model
    id: "qwen"
    source: https://models.example/qwen.gguf
  runtime:
    kind: llamacpp
    image: 'registry.example/engine:1'
  serving:
    contextLength: 4096
  scale: {<<: {replicas: 2}}
---
kind: List
items:
- *x
- |
  text
`);

// What means something to YAML, to UTF-8 or to objects.
const pieces = [
  ...['\n', '\t', ' ', '---\n', '...\n', '- ', '? ', ': ', '# ', '&a ', '*a', '!!int ', '!x '],
  ...['{', '}', '[', ']', ',', '"', "'", '|', '>', '%', '<<: ', '__proto__: ', 'null', '1e999'],
  ...['\u0000', '\ufeff', '\r', '\u2028', '0x', '.nan', '\\'],
].map((piece) => Buffer.from(piece));

const change = fc.record({
  at: fc.nat(valid.length),
  removed: fc.nat(20),
  added: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }) },
    { weight: 1, arbitrary: fc.nat(valid.length).map((from) => valid.subarray(from, from + 40)) },
  ),
});

test('a spoiled document gives documents, or problems with places in the text', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
      let bytes: Buffer = valid;
      for (const { at, removed, added } of changes) {
        bytes = Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
      }
      const lines = bytes.toString('latin1').split('\n').length;
      for (const outcome of read(bytes)) {
        const checked =
          outcome.kind === 'document' ? checkSpec(runtimes, outcome.document) : outcome;
        const problems = checked.kind === 'valid' ? [] : checked.problems;
        if (checked.kind !== 'valid') expect(problems.length).toBeGreaterThan(0);
        for (const { line, column, message } of problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(message).not.toBe('');
        }
      }
      expect(Object.hasOwn(Object.prototype, 'replicas')).toBe(false);
    }),
    { numRuns: 1000, interruptAfterTimeLimit: 4000 },
  );
});
