import { defined } from '../core/defined.ts';
import { isRegion } from '../core/source/s3-place.ts';
import { redact } from '../errors/describe-cause.ts';
import { type Headers, singleHeader } from './single-header.ts';

/** Why a store of objects says no; these words are stable. */
export type S3Cause =
  | 'KeysWanted'
  | 'StoreUnnamed'
  | 'Forbidden'
  | 'KeyUnknown'
  | 'SignatureWrong'
  | 'SessionEnded'
  | 'ClockWrong'
  | 'BucketNotFound'
  | 'ObjectNotFound'
  | 'OtherRegion'
  | 'Archived'
  | 'Redirect'
  | 'NotS3';

/** An answer of a store that is no, by the code in it and else by its status. */
export interface S3Refusal {
  readonly cause: S3Cause;
  readonly status: number;
  /** The region in which the bucket is, where the answer tells. */
  readonly region?: string;
  /** Where it sends to, without what may be a secret in it. */
  readonly location?: string;
}

export interface S3Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The beginning of its body. */
  readonly text: string;
  /** Whether it is to a request that was signed. */
  readonly isSigned: boolean;
  /** Whether it was not although there are keys, which are not for this store. */
  readonly isStrange?: boolean | undefined;
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
  InvalidObjectState: 'Archived',
};

const causesOfStatus: Readonly<Record<number, S3Cause>> = {
  301: 'OtherRegion',
  401: 'Forbidden',
  403: 'Forbidden',
  404: 'ObjectNotFound',
};

/** Reads an answer; nothing when it is no refusal that somebody could do something about. */
export function s3Refusal(answer: S3Answer): S3Refusal | undefined {
  const { status, headers, text } = answer;
  const cause = status < 300 ? undefined : causeOf(answer);
  if (cause === undefined) return undefined;
  const region =
    singleHeader(headers, 'x-amz-bucket-region') ?? /<Region>([^<]+)<\/Region>/.exec(text)?.[1];
  return {
    cause,
    status,
    ...(region !== undefined && isRegion(region) ? { region } : {}),
    ...defined({ location: locationIn(headers) }),
  };
}

function causeOf({ status, headers, text, isSigned, isStrange }: S3Answer): S3Cause | undefined {
  const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1];
  const isOfS3 = code !== undefined || Object.keys(headers).some((name) => /^x-amz-/i.test(name));
  const ofStatus = causesOfStatus[status];
  const known = causesOfCode[code ?? ''] ?? (isOfS3 ? ofStatus : ofStatus && 'NotS3');
  const cause = known ?? (status >= 300 && status < 400 ? 'Redirect' : undefined);
  if (cause !== 'Forbidden' || isSigned) return cause;
  return isStrange === true ? 'StoreUnnamed' : 'KeysWanted';
}

function locationIn(headers: Headers): string | undefined {
  const text = singleHeader(headers, 'location')?.replace(/[?#].*$/s, '');
  return text === undefined ? undefined : redact(text.replaceAll(/\p{Cc}/gu, '').slice(0, 200));
}

const facts: Readonly<Record<Exclude<S3Cause, 'OtherRegion'>, string>> = {
  KeysWanted:
    'the store wants a signed request, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set',
  StoreUnnamed:
    'the store wants a signed request, and this machine signs only for AWS and for stores that AWS_ENDPOINT_URL or the given model.s3.endpoint names',
  Forbidden: 'the keys of AWS_ACCESS_KEY_ID may not read the object, or it does not exist',
  KeyUnknown: 'the store does not know the key of AWS_ACCESS_KEY_ID',
  SignatureWrong: 'the value of AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID',
  SessionEnded: 'the session of AWS_SESSION_TOKEN has ended or is not of these keys',
  ClockWrong: 'the clock of this machine is too far from that of the store',
  BucketNotFound: 'the store has no such bucket',
  ObjectNotFound: 'the bucket has no such object',
  Archived: 'the object is in an archive, and nobody reads it before it is restored',
  NotS3: 'it does not answer as a store of S3 does',
  Redirect: 'it redirects, and a signed request goes to no other server',
};

/** To stand after `Cannot ...: `; holds nothing else that was asked or answered. */
export function s3Fact(
  { cause, status, region, location }: S3Refusal,
  asked: { region: string },
): string {
  const end = location === undefined ? `(${status})` : `(${status}, to \`${location}\`)`;
  if (cause !== 'OtherRegion') return `${facts[cause]} ${end}`;
  const real = region === undefined || region === asked.region ? undefined : region;
  return real === undefined
    ? `the bucket is not in the region \`${asked.region}\` (${status})`
    : `the bucket is in the region \`${real}\` and not in \`${asked.region}\` (${status})`;
}

/** A store said no; its message is the whole fact. */
export class S3Refused extends Error {
  readonly refusal: S3Refusal;

  constructor(refusal: S3Refusal, asked: { region: string }) {
    super(s3Fact(refusal, asked));
    this.refusal = refusal;
  }
}
