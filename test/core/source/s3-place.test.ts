import { expect, test } from 'vitest';
import { s3PlaceOf } from '../../../src/core/source/s3-place.ts';

const urlOf = (bucket: string, store: Parameters<typeof s3PlaceOf>[1], key = 'a/m.gguf') =>
  s3PlaceOf({ kind: 's3', bucket, key }, store).url;

test('at AWS a bucket is a name of a host, unless no certificate could be of it', () => {
  expect(urlOf('models', {})).toBe('https://models.s3.us-east-1.amazonaws.com/a/m.gguf');
  expect(urlOf('my.models', { region: 'eu-west-1' })).toBe(
    'https://s3.eu-west-1.amazonaws.com/my.models/a/m.gguf',
  );
  expect(urlOf('models', { region: 'cn-north-1' })).toBe(
    'https://models.s3.cn-north-1.amazonaws.com.cn/a/m.gguf',
  );
});

test('elsewhere a bucket is below the endpoint, which is spelt as requests spell it', () => {
  const endpoint = 'https://STORE.example:443/storage/';
  expect(urlOf('models', { endpoint })).toBe('https://store.example/storage/models/a/m.gguf');
  expect(urlOf('models', { endpoint: 'http://127.0.0.1:9000' })).toBe(
    'http://127.0.0.1:9000/models/a/m.gguf',
  );
});

test('a key is spelt as its signature spells it', () => {
  expect(urlOf('models', {}, "a+b/ü!(1)*'~%41.gguf")).toMatch(
    /\/a%2Bb\/%C3%BC%21%281%29%2A%27~%2541\.gguf$/,
  );
});
