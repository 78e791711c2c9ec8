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
  if (endpoint !== undefined) return `${baseOf(endpoint)}/${bucket}`;
  const host = hostOfAws(region);
  // The certificates of AWS are good for one name below its own.
  return bucket.includes('.') ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}

// In the spelling of the request, which the signature is of.
function baseOf(endpoint: string): string {
  return new URL(endpoint).href.replace(/\/+$/, '');
}

function hostOfAws(region: string): string {
  return `s3.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
}

/**
 * Whether a URL is of one of these stores, or of AWS itself. Whoever is sent a signed request can
 * send it on to a store that does not look at its name, so nobody else is.
 */
export function isOfStores(
  { url: text, region }: S3Place,
  endpoints: readonly (string | undefined)[],
): boolean {
  const url = new URL(text);
  const own = hostOfAws(region);
  const isOfAws = url.hostname === own || url.hostname.endsWith(`.${own}`);
  if (isOfAws && url.protocol === 'https:' && url.port === '') return true;
  return endpoints.some(
    (endpoint) => endpoint !== undefined && url.href.startsWith(`${baseOf(endpoint)}/`),
  );
}

/** Whether a store is the machine that asks it, as the name of it says. */
export function isLoopback(endpoint: string): boolean {
  return /^(.+\.)?localhost$|^127\.|^\[::1\]$/.test(new URL(endpoint).hostname);
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
