import { expect, test } from 'vitest';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { errorOf } from '../../support/error-of.ts';

const object = { source: 's3://bucket/m.gguf' };
const file = { source: 'https://models.example/m.gguf' };
const intentOf = (model: object) => ({
  model: { id: 'm', ...model },
  runtime: { kind: 'llamacpp' },
});

test.each([
  ['a store that nothing is in', { ...file, s3: { region: 'eu-1' } }, 'model.s3'],
  [
    'a token that no store asks for',
    { ...object, tokenSecret: { name: 'a', key: 'b' } },
    'model.tokenSecret',
  ],
  ['a store with a login', { ...object, s3: { endpoint: 'https://a:b@c' } }, 'model.s3.endpoint'],
  ['a store that is no URL', { ...object, s3: { endpoint: 'minio:9000' } }, 'model.s3.endpoint'],
  ['a region that is a host', { ...object, s3: { region: 'a.example/' } }, 'model.s3.region'],
  ['keys in a document', { ...object, s3: { secretKey: 'x' } }, 'model.s3.secretKey'],
])('%s is refused by its field', (_, model, field) => {
  const error = errorOf(() => parseIntent(intentOf(model), runtimes));
  expect(error).toMatchObject({ code: 'INVALID_FIELD', facts: { fields: [field] } });
});

test('a store of a file beside the weights has an effect', () => {
  const model = { ...file, projector: object, s3: { secret: 'keys' } };
  expect(parseIntent(intentOf(model), runtimes)).toMatchObject({ model });
});

test('on one machine the keys are in no Secret', () => {
  const model = { ...object, s3: { secret: 'keys' } };
  const error = errorOf(() => parseIntent(intentOf(model), runtimes, 'host'));
  expect(error.message).toContain('the keys come from $AWS_ACCESS_KEY_ID');
});

test('a token is for the hub that has a file beside weights in S3', () => {
  const projector = { source: 'hf://org/repo/mmproj.gguf' };
  const model = { ...object, projector, tokenSecret: { name: 'hub', key: 'HF_TOKEN' } };
  expect(parseIntent(intentOf(model), runtimes)).toMatchObject({ model });
});
