import type { Source } from '../core/source/parse-source.ts';
import {
  isEndpoint,
  isOfStores,
  isRegion,
  type S3Place,
  type S3Store,
  s3PlaceOf,
} from '../core/source/s3-place.ts';
import { redact } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** How the requests for an object are signed. */
export interface S3Login {
  readonly region: string;
  /** Without keys requests are not signed, as those for what is public. */
  readonly keys: S3Keys | undefined;
  /** There are keys, and they are not for this store. */
  readonly isStrange?: true;
}

/** What a request to S3 is signed with. */
export interface S3Keys {
  readonly id: string;
  readonly secret: string;
  /** Of keys that end. */
  readonly session?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the environment says that the store is, by the variables that all clients of AWS read. */
function ownEndpoint(environment: Environment): string | undefined {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = environment;
  const text = firstText(AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL);
  return readEndpoint(text, s3Variables(environment).endpoint);
}

/** In which region it says that the store is. */
function ownRegion(environment: Environment): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = environment;
  return readRegion(firstText(AWS_REGION, AWS_DEFAULT_REGION), s3Variables(environment).region);
}

/** The variables that are read, which are those to set where they are wrong. */
export function s3Variables({ AWS_ENDPOINT_URL_S3, AWS_REGION, AWS_DEFAULT_REGION }: Environment) {
  return {
    endpoint: firstText(AWS_ENDPOINT_URL_S3) ? 'AWS_ENDPOINT_URL_S3' : 'AWS_ENDPOINT_URL',
    region:
      firstText(AWS_REGION) === undefined && firstText(AWS_DEFAULT_REGION)
        ? 'AWS_DEFAULT_REGION'
        : 'AWS_REGION',
  } as const;
}

/** Where an object is: in the store that is said, or else in that of the environment. */
export function s3FactsOf(
  source: Source & { kind: 's3' },
  said: S3Store = {},
  environment: Environment = {},
): S3Place & { readonly endpoint?: string } {
  // What is not used may say anything.
  const { endpoint = ownEndpoint(environment), region = ownRegion(environment) } = said;
  const place = s3PlaceOf(source, { endpoint, region });
  return endpoint === undefined ? place : { ...place, endpoint };
}

/**
 * How this machine asks for an object: not signed where neither the environment nor whoever asks has
 * named the store, and it is not that of AWS.
 */
export function s3LoginFor(
  { url, region }: S3Place,
  environment: Environment,
  signsFor: string | undefined,
): S3Login {
  const keys = s3Keys(environment);
  if (keys === undefined) return { region, keys };
  const isKnown =
    isOfStores({ url, region }, [signsFor]) ||
    isOfStores({ url, region }, [ownEndpoint(environment)]);
  return isKnown ? { region, keys } : { region, keys: undefined, isStrange: true };
}

/** The keys of the environment. Throws for those that cannot be part of a header. */
export function s3Keys(environment: Environment): S3Keys | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  const [id, secret] = [firstText(AWS_ACCESS_KEY_ID), firstText(AWS_SECRET_ACCESS_KEY)];
  if (id === undefined || secret === undefined) return undefined;
  const variable = malformedKey(environment);
  if (variable !== undefined) throw malformed(variable);
  return { id, secret, session: firstText(AWS_SESSION_TOKEN) };
}

/** Whether there are any, also such as cannot be sent. */
export function hasS3Keys(environment: Environment): boolean {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = environment;
  return [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY].every((text) => firstText(text) !== undefined);
}

/** The variable whose value cannot be part of a header, as the script of pods judges it too. */
export function malformedKey(environment: Environment): string | undefined {
  return ['AWS_ACCESS_KEY_ID', 'AWS_SESSION_TOKEN'].find(
    (name) => !/^[A-Za-z0-9._~+/=@-]*$/.test(firstText(environment[name]) ?? ''),
  );
}

// Its value is told to nobody.
function malformed(variable: string): LlmkubeError {
  return new LlmkubeError(
    'INVALID_FIELD',
    `Cannot use \`${variable}\`: it holds a mark that no key of S3 has, such as a line break`,
    {
      facts: { variable },
      suggestions: [`export ${variable}=<${variable === 'AWS_SESSION_TOKEN' ? 'token' : 'id'}>`],
    },
  );
}

function readEndpoint(text: string | undefined, variable: string): string | undefined {
  if (text === undefined || isEndpoint(text)) return text;
  throw new LlmkubeError(
    'INVALID_FIELD',
    `Cannot use \`${variable}\`: \`${redact(text)}\` is not an http or https URL without a login`,
    { facts: { variable }, suggestions: [`export ${variable}=https://<host>`] },
  );
}

function readRegion(text: string | undefined, variable: string): string | undefined {
  if (text === undefined || isRegion(text)) return text;
  throw new LlmkubeError(
    'INVALID_FIELD',
    `Cannot use \`${variable}\`: it is not the name of a region, such as us-east-1`,
    { facts: { variable }, suggestions: [`export ${variable}=us-east-1`] },
  );
}

// Files that variables are read from end with a line break; the script of pods trims the same.
function firstText(...texts: readonly (string | undefined)[]): string | undefined {
  return texts
    .map((text) => text?.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, ''))
    .find((text) => text !== undefined && text !== '');
}
