import type { Dispatcher } from 'undici';
import type { S3Login } from './s3-access.ts';
import { S3Refused, s3Refusal } from './s3-refusal.ts';

interface Signed {
  readonly url: URL;
  /** Those that the signature covers too, by names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Of nothing, which is what the body of a question has. */
const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * The headers of a question with those that sign it (Signature Version 4 of AWS); `at` is the
 * moment in ISO 8601 without marks and is now where nobody says it.
 */
export async function signedHeaders(
  { url, headers }: Signed,
  { region, keys }: S3Login,
  at?: string,
): Promise<Record<string, string>> {
  if (keys === undefined) return { ...headers };
  const { AwsV4Signer } = await import('aws4fetch');
  const signer = new AwsV4Signer({
    url: url.href,
    headers: { ...headers, 'x-amz-content-sha256': emptyDigest },
    accessKeyId: keys.id,
    secretAccessKey: keys.secret,
    service: 's3',
    region,
    allHeaders: true,
    ...(keys.session === undefined ? {} : { sessionToken: keys.session }),
    ...(at === undefined ? {} : { datetime: at }),
  });
  return Object.fromEntries((await signer.sign()).headers);
}

/** So much of a refusal is read; all that counts stands in its first lines. */
const mostRefusalBytes = 8192;

/** Rejects with one sentence where a store does not give what it was asked for. */
export async function checkAnswer(
  { statusCode, headers, body }: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>,
  { region, keys, isStrange }: S3Login,
): Promise<void> {
  const isNo = statusCode >= 300 && statusCode !== 304 && statusCode !== 416;
  if (!isNo) return;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    parts.push(part);
    bytes += part.length;
    if (bytes > mostRefusalBytes) break;
  }
  const text = Buffer.concat(parts).subarray(0, mostRefusalBytes).toString();
  const answer = { status: statusCode, headers, text, isSigned: keys !== undefined, isStrange };
  const refusal = s3Refusal(answer);
  if (refusal !== undefined) throw new S3Refused(refusal, { region });
  throw new Error(`it answers ${statusCode}`);
}
