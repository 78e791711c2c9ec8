import { isRegion } from '../core/source/s3-place.ts';
import { type Headers, singleHeader } from './single-header.ts';

/** Why a store of objects says no; these words are stable. */
export type S3Cause =
  | 'KeysWanted'
  | 'Forbidden'
  | 'KeyUnknown'
  | 'SignatureWrong'
  | 'SessionEnded'
  | 'ClockWrong'
  | 'BucketNotFound'
  | 'ObjectNotFound'
  | 'OtherRegion'
  | 'Redirect';

/** An answer of a store that is no, by the code in it and else by its status. */
export interface S3Refusal {
  readonly cause: S3Cause;
  readonly status: number;
  /** The region in which the bucket is, where the answer tells. */
  readonly region?: string;
}

export interface S3Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The beginning of its body. */
  readonly text: string;
  /** Whether it is to a request that was signed. */
  readonly isSigned: boolean;
}

/** docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const causesOfCode: Readonly<Record<string, S3Cause>> = {
  AccessDenied: 'Forbidden',
  AllAccessDisabled: 'Forbidden',
  InvalidAccessKeyId: 'KeyUnknown',
  SignatureDoesNotMatch: 'SignatureWrong',
  ExpiredToken: 'SessionEnded',
  InvalidToken: 'SessionEnded',
  TokenRefreshRequired: 'SessionEnded',
  RequestTimeTooSkewed: 'ClockWrong',
  NoSuchBucket: 'BucketNotFound',
  NoSuchKey: 'ObjectNotFound',
  AuthorizationHeaderMalformed: 'OtherRegion',
  PermanentRedirect: 'OtherRegion',
};

const causesOfStatus: Readonly<Record<number, S3Cause>> = {
  301: 'OtherRegion',
  401: 'Forbidden',
  403: 'Forbidden',
  404: 'ObjectNotFound',
};

/** Reads an answer; nothing when it is no refusal that somebody could do something about. */
export function s3Refusal({ status, headers, text, isSigned }: S3Answer): S3Refusal | undefined {
  const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? '';
  const known = causesOfCode[code] ?? causesOfStatus[status];
  const cause = known ?? (status >= 300 && status < 400 ? 'Redirect' : undefined);
  if (cause === undefined || status < 300) return undefined;
  const region =
    singleHeader(headers, 'x-amz-bucket-region') ?? /<Region>([^<]+)<\/Region>/.exec(text)?.[1];
  return {
    cause: cause === 'Forbidden' && !isSigned ? 'KeysWanted' : cause,
    status,
    ...(region !== undefined && isRegion(region) ? { region } : {}),
  };
}

const facts: Readonly<Record<Exclude<S3Cause, 'OtherRegion'>, string>> = {
  KeysWanted:
    'the store wants a signed request, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set',
  Forbidden: 'the keys of AWS_ACCESS_KEY_ID may not read the object, or it does not exist',
  KeyUnknown: 'the store does not know the key of AWS_ACCESS_KEY_ID',
  SignatureWrong: 'the value of AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID',
  SessionEnded: 'the session of AWS_SESSION_TOKEN has ended or is not of these keys',
  ClockWrong: 'the clock of this machine is too far from that of the store',
  BucketNotFound: 'the store of AWS_ENDPOINT_URL has no such bucket',
  ObjectNotFound: 'the bucket has no such object',
  Redirect: 'it redirects, and a signed request goes to no other server',
};

/** To stand after `Cannot ...: `; holds nothing that was asked or answered but names of regions. */
export function s3Fact({ cause, status, region }: S3Refusal, asked: { region: string }): string {
  if (cause !== 'OtherRegion') return `${facts[cause]} (${status})`;
  const real = region === undefined || region === asked.region ? undefined : region;
  return real === undefined
    ? `the bucket is not in \`${asked.region}\`, the region of AWS_REGION (${status})`
    : `the bucket is in the region \`${real}\` and not in \`${asked.region}\`: set AWS_REGION (${status})`;
}

/** A store said no; its message is the whole fact. */
export class S3Refused extends Error {
  readonly refusal: S3Refusal;

  constructor(refusal: S3Refusal, asked: { region: string }) {
    super(s3Fact(refusal, asked));
    this.refusal = refusal;
  }
}
