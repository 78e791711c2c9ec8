import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSource, type Source } from '../../../src/core/source/parse-source.ts';
import { errorOf } from '../../support/error-of.ts';

const readable: readonly (readonly [string, Source])[] = [
  ['hf://org/repo', { kind: 'hub', repo: 'org/repo' }],
  ['HF://org/repo', { kind: 'hub', repo: 'org/repo' }],
  ['hf://org/repo@main', { kind: 'hub', repo: 'org/repo', revision: 'main' }],
  [
    'hf://org/repo@v1/sub/file.gguf',
    { kind: 'hub', repo: 'org/repo', revision: 'v1', file: 'sub/file.gguf' },
  ],
  ['hf://org/repo/file.gguf', { kind: 'hub', repo: 'org/repo', file: 'file.gguf' }],
  ['org/repo', { kind: 'hub', repo: 'org/repo' }],
  ['org/repo@rev', { kind: 'hub', repo: 'org/repo', revision: 'rev' }],
  ['org/repo:Q4_K_M', { kind: 'hub', repo: 'org/repo', quantisation: 'Q4_K_M' }],
  [
    'Org/Repo.B-1@rev:Q8_0',
    { kind: 'hub', repo: 'Org/Repo.B-1', revision: 'rev', quantisation: 'Q8_0' },
  ],
  ['https://host/a/m.gguf', { kind: 'http', url: 'https://host/a/m.gguf' }],
  ['http://10.0.0.1:8000/m.gguf', { kind: 'http', url: 'http://10.0.0.1:8000/m.gguf' }],
  ['HTTPS://Host/M.gguf', { kind: 'http', url: 'https://host/M.gguf' }],
  [
    'https://host/m.gguf?download=true#x',
    { kind: 'http', url: 'https://host/m.gguf?download=true' },
  ],
  ['s3://bucket/some/key.gguf', { kind: 's3', bucket: 'bucket', key: 'some/key.gguf' }],
  ['pvc://claim/models/m.gguf', { kind: 'claim', claim: 'claim', path: 'models/m.gguf' }],
  [
    'oci://registry.example/models/qwen:1',
    { kind: 'oci', reference: 'registry.example/models/qwen:1' },
  ],
  ['/models/m.gguf', { kind: 'path', path: '/models/m.gguf' }],
  ['./m.gguf', { kind: 'path', path: './m.gguf' }],
  ['../m.gguf', { kind: 'path', path: '../m.gguf' }],
  ['~/m.gguf', { kind: 'path', path: '~/m.gguf' }],
  ['file:///models/m.gguf', { kind: 'path', path: '/models/m.gguf' }],
  ['/my models/m 1.gguf', { kind: 'path', path: '/my models/m 1.gguf' }],
  ['./my models/m.gguf', { kind: 'path', path: './my models/m.gguf' }],
  ['file:///my models/m.gguf', { kind: 'path', path: '/my models/m.gguf' }],
];

test.each(readable)('parseSource() reads %s', (text, source) => {
  expect(parseSource(text)).toEqual(source);
});

test.each([
  '',
  'name',
  'm.gguf',
  'hf://org',
  'hf://org/repo@',
  'hf://org/repo/../secret',
  'hf://org/repo//x',
  'org/repo:',
  'org/',
  '/'.repeat(0),
  'a b/c',
  'org/repo\n',
  '/models/m.gguf\n',
  'https://host/a b.gguf',
  'hf://org/repo/a b.gguf',
  'pvc://claim/a b.gguf',
  'https://',
  'https://host/',
  's3://bucket',
  's3://bucket/',
  's3://B/key',
  's3://bucket/a/../key',
  's3://bucket/a//key',
  'pvc://claim',
  'pvc://claim/../x',
  'oci://registry.example',
  'file://host/x',
  'ftp://host/x',
  'gs://bucket/x',
])('parseSource() refuses %j', (text) => {
  expect(errorOf(() => parseSource(text)).code).toBe('INVALID_SOURCE');
});

test.each([
  ['https://jane:hunter2@host/m.gguf', 'hunter2'],
  ['https://jane@host/m.gguf', 'jane'],
  ['https://host/m.gguf?X-Amz-Signature=hunter2', 'hunter2'],
  ['https://host/m.gguf?api_key=hunter2', 'hunter2'],
  ['https://host/m.gguf?sig=hunter2', 'hunter2'],
  ['https://host/m.gguf?key=hunter2', 'hunter2'],
  ['https://host/m.gguf?auth=hunter2', 'hunter2'],
])('parseSource() refuses %s and does not repeat the secret', (text, secret) => {
  const error = errorOf(() => parseSource(text));
  expect(error.code).toBe('INVALID_SOURCE');
  expect(JSON.stringify(error)).not.toContain(secret);
});

const kinds = ['hub', 'http', 's3', 'claim', 'oci', 'path'];

test('parseSource() gives a source or a sentence for any text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(kinds).toContain(parseSource(text).kind);
      } catch (error) {
        expect(error).toMatchObject({ code: 'INVALID_SOURCE' });
      }
    }),
  );
});
