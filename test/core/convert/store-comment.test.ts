import { expect, test } from 'vitest';
import { storeComment } from '../../../src/core/convert/store-comment.ts';

const commentOf = (s3: object | undefined) => storeComment({ value: { spec: { model: { s3 } } } });

test('a document with keys and no store says in itself where the store stood', () => {
  const comment = commentOf({ secret: 'keys' });
  expect(comment).toContain('the Secret `keys`');
  expect(
    comment
      .trimEnd()
      .split('\n')
      .every((line) => line.startsWith('# ')),
  ).toBe(true);
});

test.each([undefined, { secret: 'keys', endpoint: 'https://store.example' }])(
  'one that needs none has none: %j',
  (s3) => {
    expect(commentOf(s3)).toBe('');
  },
);
