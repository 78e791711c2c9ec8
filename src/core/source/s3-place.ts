import type { Source } from './parse-source.ts';

/** Where a store of objects is, as somebody said it. */
export interface S3Store {
  /** Another store than that of AWS. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
}

/** Where an object is asked for, and the region that a signature is of. */
export interface S3Place {
  readonly url: string;
  readonly region: string;
}

/** What clients of AWS take where nobody names one, and what other stores mostly call theirs. */
export const defaultRegion = 'us-east-1';

/**
 * The URL of an object: at AWS under the name of its bucket, elsewhere below the endpoint
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html).
 */
export function s3PlaceOf(
  { bucket, key }: Source & { kind: 's3' },
  { endpoint, region = defaultRegion }: S3Store,
): S3Place {
  return { url: `${bucketUrl(bucket, endpoint, region)}/${encodeKey(key)}`, region };
}

/** The same of a bucket, without a slash at its end. */
function bucketUrl(bucket: string, endpoint: string | undefined, region: string): string {
  // In the spelling of the request, which the signature is of.
  if (endpoint !== undefined) return `${new URL(endpoint).href.replace(/\/+$/, '')}/${bucket}`;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  // The certificates of AWS are good for one name below its own.
  if (bucket.includes('.')) return `https://s3.${region}.${domain}/${bucket}`;
  return `https://${bucket}.s3.${region}.${domain}`;
}

/** As signatures spell it: all but letters, digits and `-._~` of each part. */
export function encodeKey(key: string): string {
  return key
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replaceAll(
        /[!'()*]/g,
        (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
}

/** Whether a text is the URL of a store; it is stored, so it holds no login. */
export function isEndpoint(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && url.username + url.password + url.search + url.hash === '';
  return isPlain && /^https?:$/.test(url.protocol);
}

/** Whether a text is the name of a region; it becomes part of the name of a host. */
export function isRegion(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}$/i.test(text);
}
