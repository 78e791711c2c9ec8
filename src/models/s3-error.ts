import type { Source } from '../core/source/parse-source.ts';
import type { S3Place } from '../core/source/s3-place.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { S3Cause, S3Refusal, S3Refused } from './s3-refusal.ts';

type S3Source = Source & { readonly kind: 's3' };

/** The error of a refusal, with what to type next. */
export function s3Error(
  { message, refusal }: S3Refused,
  { source, place }: { readonly source: S3Source; readonly place: S3Place },
): LlmkubeError {
  const { cause, status } = refusal;
  const text = textOf(source);
  return new LlmkubeError('SOURCE_REFUSED', `Cannot fetch \`${text}\`: ${message}`, {
    facts: { field: 'model.source', cause, status, bucket: source.bucket, region: place.region },
    suggestions: steps[cause](source, refusal),
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
        'kubectl create secret generic s3-keys --from-env-file=<file with AWS_ACCESS_KEY_ID=... and AWS_SECRET_ACCESS_KEY=...>',
        'the same command with --set model.s3.secret=s3-keys',
      ],
    },
  );
}

const setKeys = ['export AWS_ACCESS_KEY_ID=<id>', 'export AWS_SECRET_ACCESS_KEY=<secret>'];
const list = ({ bucket, key }: S3Source) => [
  `aws s3 ls ${quoteWord(`s3://${bucket}/${key.replace(/[^/]*$/, '')}`)}`,
];

const steps: Readonly<
  Record<S3Cause, (source: S3Source, refusal: S3Refusal) => readonly string[]>
> = {
  KeysWanted: () => setKeys,
  Forbidden: list,
  KeyUnknown: () => setKeys,
  SignatureWrong: () => setKeys,
  SessionEnded: () => [...setKeys, 'export AWS_SESSION_TOKEN=<token>, or unset it'],
  ClockWrong: () => ['date -u'],
  BucketNotFound: () => ['aws s3 ls', 'export AWS_ENDPOINT_URL=https://<host of the store>'],
  ObjectNotFound: list,
  OtherRegion: (_, { region = '<region>' }) => [`export AWS_REGION=${region}`],
  Redirect: () => ['export AWS_ENDPOINT_URL=https://<host of the store>'],
};

function textOf({ bucket, key }: S3Source): string {
  return `s3://${bucket}/${key}`;
}
