import { expect, test } from 'vitest';
import { findWeights } from '../../src/actions/find-weights.ts';
import { createPorts } from '../support/action-ports.ts';
import { rejectionOf } from '../support/error-of.ts';

test('safetensors in S3 are refused in a sentence, with what to do', async () => {
  const source = 's3://bucket/m.safetensors';
  const error = await rejectionOf(findWeights(source, 'safetensors', createPorts()));
  expect(error).toMatchObject({ code: 'SOURCE_REFUSED', facts: { source } });
  expect(error.message).toContain('GGUF files alone');
  expect(error.suggestions).not.toEqual([]);
});

test('a file of GGUF in S3 is one', async () => {
  expect(await findWeights('s3://bucket/m.gguf', undefined, createPorts())).toEqual({
    kind: 'gguf',
  });
});
