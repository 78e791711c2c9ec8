import type { Source } from '../core/source/parse-source.ts';
import {
  isEndpoint,
  isRegion,
  type S3Place,
  type S3Store,
  s3PlaceOf,
} from '../core/source/s3-place.ts';
import { redact } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** What a request to S3 is signed with. */
export interface S3Keys {
  readonly id: string;
  readonly secret: string;
  /** Of keys that end. */
  readonly session?: string | undefined;
}

export interface S3Access extends S3Store {
  /** Absent on a machine without keys, whose requests are not signed. */
  readonly keys: S3Keys | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The store and the keys that the environment names, by the variables that all clients of AWS read. */
export function s3Access(environment: Environment): S3Access {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = environment;
  const named = AWS_ENDPOINT_URL_S3?.trim() ? 'AWS_ENDPOINT_URL_S3' : 'AWS_ENDPOINT_URL';
  return {
    endpoint: readEndpoint(firstText(AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL), named),
    region: readRegion(firstText(AWS_REGION, AWS_DEFAULT_REGION)),
    keys: s3Keys(environment),
  };
}

/** Where an object is: in the store that is said, or else in that of the environment. */
export function s3FactsOf(
  source: Source & { kind: 's3' },
  said: S3Store = {},
  environment: Environment = {},
): S3Place & { readonly endpoint?: string } {
  const access = s3Access(environment);
  const { endpoint = access.endpoint, region = access.region } = said;
  const place = s3PlaceOf(source, { endpoint, region });
  return endpoint === undefined ? place : { ...place, endpoint };
}

/** The keys alone. */
export function s3Keys(environment: Environment): S3Keys | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  const [id, secret] = [firstText(AWS_ACCESS_KEY_ID), firstText(AWS_SECRET_ACCESS_KEY)];
  if (id === undefined || secret === undefined) return undefined;
  return { id, secret, session: firstText(AWS_SESSION_TOKEN) };
}

function readEndpoint(text: string | undefined, variable: string): string | undefined {
  if (text === undefined || isEndpoint(text)) return text;
  throw new LlmkubeError(
    'INVALID_FIELD',
    `Cannot use \`${variable}\`: \`${redact(text)}\` is not an http or https URL without a login`,
    { facts: { variable }, suggestions: [`${variable}=https://<host>`] },
  );
}

function readRegion(text: string | undefined): string | undefined {
  if (text === undefined || isRegion(text)) return text;
  throw new LlmkubeError(
    'INVALID_FIELD',
    'Cannot use `AWS_REGION`: it is not the name of a region, such as us-east-1',
    { facts: { variable: 'AWS_REGION' }, suggestions: ['AWS_REGION=us-east-1'] },
  );
}

// A header cannot hold a line break, and files that variables are read from end with one.
function firstText(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.map((text) => text?.trim()).find((text) => text !== undefined && text !== '');
}
