import type { S3Source } from '../core/source/parse-source.ts';
import type { S3Place, S3Store } from '../core/source/s3-place.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { s3Variables } from './s3-access.ts';
import type { S3Cause, S3Refusal, S3Refused } from './s3-refusal.ts';

/** What was asked for, and who named where it is. */
interface Asked {
  readonly source: S3Source;
  readonly place: S3Place & { readonly endpoint?: string };
  /** What the intent names of the store; the rest is of the environment. */
  readonly store?: S3Store | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The error of a refusal, with what to type next. */
export function s3Error({ message, refusal }: S3Refused, asked: Asked): LlmkubeError {
  const { source, place } = asked;
  const { cause, status } = refusal;
  return new LlmkubeError('SOURCE_REFUSED', `Cannot fetch \`${textOf(source)}\`: ${message}`, {
    facts: { field: 'model.source', cause, status, bucket: source.bucket, region: place.region },
    suggestions: steps[cause](asked, refusal),
  });
}

/** Of an object that is given to signed requests only, for a pod that has no keys. */
export function keysNeeded(
  source: S3Source,
  { hasKeys, status }: { readonly hasKeys: boolean; readonly status: number },
): LlmkubeError {
  const whose = hasKeys ? ', and the keys of this machine reach no pod' : '';
  return new LlmkubeError(
    'SOURCE_REFUSED',
    `Cannot fetch \`${textOf(source)}\`: the store gives it to signed requests only (${status}), and the pod would have no keys${whose}`,
    {
      facts: { field: 'model.s3.secret', cause: 'KeysWanted', status, bucket: source.bucket },
      suggestions: [
        'kubectl create secret generic s3-keys --from-env-file=keys.env -n <namespace>',
        'the same command with --set model.s3.secret=s3-keys',
      ],
    },
  );
}

const setKeys = () => ['export AWS_ACCESS_KEY_ID=<id>', 'export AWS_SECRET_ACCESS_KEY=<secret>'];

function list({ source: { bucket, key }, place: { endpoint } }: Asked): readonly string[] {
  const store = endpoint === undefined ? '' : `--endpoint-url ${quoteWord(endpoint)} `;
  return [`aws s3 ls ${store}${quoteWord(`s3://${bucket}/${key.replace(/[^/]*$/, '')}`)}`];
}

function setRegion({ store, environment = {} }: Asked, region: string): readonly string[] {
  return store?.region === undefined
    ? [`export ${s3Variables(environment).region}=${region}`]
    : [`the same command with --set model.s3.region=${region}`];
}

function setEndpoint({ store, environment = {} }: Asked): readonly string[] {
  const endpoint = 'https://<host of the store>';
  return store?.endpoint === undefined
    ? [`export ${s3Variables(environment).endpoint}=${endpoint}`]
    : [`the same command with --set model.s3.endpoint=${endpoint}`];
}

const steps: Readonly<Record<S3Cause, (asked: Asked, refusal: S3Refusal) => readonly string[]>> = {
  KeysWanted: setKeys,
  StoreUnnamed: ({ place: { endpoint = 'https://<host of the store>' } }) => [
    `export AWS_ENDPOINT_URL=${endpoint}`,
  ],
  Forbidden: list,
  KeyUnknown: setKeys,
  SignatureWrong: setKeys,
  SessionEnded: () => [...setKeys(), 'export AWS_SESSION_TOKEN=<token>'],
  ClockWrong: () => ['date -u'],
  BucketNotFound: (asked) => [...list(asked), ...setEndpoint(asked)],
  ObjectNotFound: list,
  OtherRegion: (asked, { region = '<region>' }) => setRegion(asked, region),
  Archived: ({ source: { bucket, key } }) => [
    `aws s3api restore-object --bucket ${quoteWord(bucket)} --key ${quoteWord(key)} --restore-request Days=7`,
  ],
  Redirect: setEndpoint,
  NotS3: setEndpoint,
};

function textOf({ bucket, key }: S3Source): string {
  return `s3://${bucket}/${key}`;
}
