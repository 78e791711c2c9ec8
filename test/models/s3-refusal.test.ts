import { expect, test } from 'vitest';
import { s3Fact, s3Refusal } from '../../src/models/s3-refusal.ts';

const xml = (code: string) => `<Error><Code>${code}</Code></Error>`;
const refusal = (status: number, { headers = {}, text = '' } = {}) =>
  s3Refusal({ status, headers, text, isSigned: true });

test.each([301, 401, 403, 404])('%s of what is no store of S3 is told as that', (status) => {
  expect(refusal(status, { text: '<html>no</html>' })).toEqual({ cause: 'NotS3', status });
  expect(refusal(status, { headers: { 'x-amz-request-id': '1' } })?.cause).not.toBe('NotS3');
});

test('where it sends to is told without what may be a secret', () => {
  const headers = { location: 'https://login.example/in?token=hidden#x' };
  const told = refusal(301, { headers });
  expect(told).toEqual({ cause: 'NotS3', status: 301, location: 'https://login.example/in' });
  expect(told && s3Fact(told, { region: 'eu-1' })).toBe(
    'it does not answer as a store of S3 does (301, to `https://login.example/in`)',
  );
});

test('an object in an archive has words of its own', () => {
  expect(refusal(403, { text: xml('InvalidObjectState') })).toMatchObject({ cause: 'Archived' });
  expect(refusal(403, { text: xml('AccessDenied') })).toMatchObject({ cause: 'Forbidden' });
});

test('a request that was not signed for a store nobody named says why', () => {
  const answer = { status: 403, headers: {}, text: xml('AccessDenied'), isSigned: false };
  expect(s3Refusal(answer)).toMatchObject({ cause: 'KeysWanted' });
  expect(s3Refusal({ ...answer, isStrange: true })).toMatchObject({ cause: 'StoreUnnamed' });
});
