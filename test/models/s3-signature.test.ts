import { expect, test } from 'vitest';
import { signedHeaders } from '../../src/models/s3-login.ts';

/** Of the documentation of AWS, where it is nobody's. */
const keys = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
const headers = { range: 'bytes=0-9' };
const moment = '20130524T000000Z';

// docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "Example: GET Object"
test('the published example has the published signature', async () => {
  const signed = await signedHeaders({ url, headers }, { region: 'us-east-1', keys }, moment);
  expect(signed).toEqual({
    range: 'bytes=0-9',
    'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-amz-date': moment,
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
      'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, ' +
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  });
});

test('a session is shown and signed with the rest', async () => {
  const login = { region: 'us-east-1', keys: { ...keys, session: 'of-today' } };
  const signed = await signedHeaders({ url, headers }, login, moment);
  expect(signed['x-amz-security-token']).toBe('of-today');
  expect(signed.authorization).toContain('x-amz-date;x-amz-security-token,');
});

test('without keys nothing is added', async () => {
  const signed = await signedHeaders({ url, headers }, { region: 'us-east-1', keys: undefined });
  expect(signed).toEqual(headers);
});
