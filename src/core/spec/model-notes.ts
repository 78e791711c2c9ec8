import type { FieldNote } from './field-note.ts';

const ofFile = (what: string): Readonly<Record<string, FieldNote>> => ({
  [`${what}.source`]: {
    says: 'Where it is, in the forms of `model.source`; beside weights in a claim it is in that claim.',
  },
  [`${what}.sha256`]: {
    says: 'The digest that the downloaded file must have.',
    default: 'what the source tells, else not checked',
  },
});

/** What the fields of the files beside the weights mean. */
export const modelNotes: Readonly<Record<string, FieldNote>> = {
  'spec.model.s3': { says: 'The store of the sources in S3, s3://BUCKET/KEY.' },
  'spec.model.s3.secret': {
    says: 'The Secret with the keys that the download signs with: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN where they end.',
    default: 'none: the download asks as anybody may',
  },
  'spec.model.s3.endpoint': {
    says: 'The URL of the store; buckets are in its path.',
    default:
      'what the release was made with, else AWS_ENDPOINT_URL of this machine, else AWS itself',
  },
  'spec.model.s3.region': {
    says: 'The region of the bucket.',
    default: 'what the release was made with, else AWS_REGION of this machine, else us-east-1',
  },
  'spec.model.projector': {
    says: 'The file that turns images and sound into what the model reads (mmproj).',
    default: 'none: the model reads text alone',
  },
  ...ofFile('spec.model.projector'),
  'spec.model.draft': {
    says: 'A small model that guesses tokens ahead, with a `serving.speculative.method` that drafts.',
    default: 'none',
  },
  ...ofFile('spec.model.draft'),
  'spec.model.adapters': {
    says: 'LoRA adapters that are laid over the weights from the start.',
    default: 'none',
  },
  ...ofFile('spec.model.adapters[]'),
  'spec.model.adapters[].scale': { says: 'How much it counts.', default: '1' },
};
