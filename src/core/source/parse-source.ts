import { isCredentialName, redact } from '../../errors/describe-cause.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';

/** Where weights come from, read from what the user typed. */
export type Source =
  | {
      readonly kind: 'hub';
      /** `org/repo` */
      readonly repo: string;
      readonly revision?: string;
      readonly file?: string;
      readonly quantisation?: string;
    }
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string }
  | { readonly kind: 'claim'; readonly claim: string; readonly path: string }
  | { readonly kind: 'oci'; readonly reference: string }
  | { readonly kind: 'path'; readonly path: string };

/** An object of S3. */
export type S3Source = Source & { readonly kind: 's3' };

const forms: readonly {
  readonly matches: RegExp;
  /** Nothing: the rest does not have the form that the start promises. */
  readonly read: (text: string) => Source | undefined;
  readonly form: string;
  readonly mayHoldSpaces?: true;
}[] = [
  { matches: /^https?:\/\//i, read: readHttp, form: 'https://HOST/PATH' },
  { matches: /^hf:\/\//i, read: readHub, form: 'hf://ORG/REPO[@REVISION][/FILE]' },
  { matches: /^s3:\/\//i, read: readS3, form: 's3://BUCKET/KEY' },
  { matches: /^pvc:\/\//i, read: readClaim, form: 'pvc://CLAIM/PATH' },
  { matches: /^oci:\/\//i, read: readOci, form: 'oci://REGISTRY/REPOSITORY[:TAG|@DIGEST]' },
  { matches: /^file:\/\//i, read: readFile, form: 'file:///PATH', mayHoldSpaces: true },
  { matches: /^(\/|\.\.?\/|~)/, read: readPath, form: '/PATH', mayHoldSpaces: true },
  { matches: /^[^:/]+\/[^/]*$/, read: readBareHub, form: 'ORG/REPO[@REVISION][:QUANTISATION]' },
];

/** The one reader of model sources, for every command and place. Throws `INVALID_SOURCE`. */
export function parseSource(text: string): Source {
  if (/\p{Cc}/u.test(text)) throw invalid(text, 'it holds a control character');
  const form = forms.find(({ matches }) => matches.test(text));
  // Only files of people have names with spaces.
  if (/\s/.test(text) && !form?.mayHoldSpaces) throw invalid(text, 'it holds a space');
  if (form === undefined) throw invalid(text, 'it has no known form', knownForms());
  const source = form.read(text);
  if (source === undefined) throw invalid(text, `it does not have the form ${form.form}`);
  return source;
}

function readHttp(text: string): Source | undefined {
  const url = URL.parse(text);
  if (url === null) return undefined;
  if (url.username !== '' || url.password !== '') {
    throw invalid('the given URL', 'it holds a user name or a password, which would be stored');
  }
  const names = url.search === '' ? [] : [...url.searchParams.keys()];
  const credential = names.find(isCredentialName);
  if (credential !== undefined) {
    throw invalid(
      'the given URL',
      `its parameter \`${credential}\` holds a credential, which would be stored`,
    );
  }
  if (url.pathname.endsWith('/')) return undefined;
  url.hash = '';
  return { kind: 'http', url: url.href };
}

const hubPart = '[A-Za-z0-9][A-Za-z0-9._-]*';
const hubRepo = new RegExp(`^(${hubPart}/${hubPart})(?:@([^@/:]+))?`);

function readHub(text: string): Source | undefined {
  const rest = text.slice('hf://'.length);
  const match = hubRepo.exec(rest);
  const repo = match?.[1];
  if (match === null || repo === undefined) return undefined;
  const tail = rest.slice(match[0].length);
  const revision = match[2] === undefined ? {} : { revision: match[2] };
  if (tail === '') return { kind: 'hub', repo, ...revision };
  if (!tail.startsWith('/') || !isInside(tail.slice(1))) return undefined;
  return { kind: 'hub', repo, ...revision, file: tail.slice(1) };
}

function readBareHub(text: string): Source | undefined {
  const match = hubRepo.exec(text);
  const repo = match?.[1];
  if (match === null || repo === undefined) return undefined;
  const tail = /^(?::([A-Za-z0-9_.-]+))?$/.exec(text.slice(match[0].length));
  if (tail === null) return undefined;
  return {
    kind: 'hub',
    repo,
    ...(match[2] === undefined ? {} : { revision: match[2] }),
    ...(tail[1] === undefined ? {} : { quantisation: tail[1] }),
  };
}

function readS3(text: string): Source | undefined {
  const match = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/.exec(text.slice('s3://'.length));
  const [bucket, key] = [match?.[1], match?.[2]];
  return bucket === undefined || key === undefined || !isInside(key)
    ? undefined
    : { kind: 's3', bucket, key };
}

function readClaim(text: string): Source | undefined {
  const match = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?)\/(.+)$/.exec(text.slice('pvc://'.length));
  const [claim, path] = [match?.[1], match?.[3]];
  return claim === undefined || path === undefined || !isInside(path)
    ? undefined
    : { kind: 'claim', claim, path };
}

function readOci(text: string): Source | undefined {
  const reference = text.slice('oci://'.length);
  return /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9._-]+)+(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/i.test(
    reference,
  )
    ? { kind: 'oci', reference }
    : undefined;
}

function readPath(path: string): Source {
  return { kind: 'path', path };
}

function readFile(text: string): Source | undefined {
  const path = text.slice('file://'.length);
  return path.startsWith('/') ? { kind: 'path', path } : undefined;
}

// A path that stays inside the folder it is joined to.
function isInside(path: string): boolean {
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

function knownForms(): readonly string[] {
  return [`Known forms: ${forms.map(({ form }) => form).join(', ')}`];
}

function invalid(text: string, fact: string, suggestions: readonly string[] = []): LlmkubeError {
  const subject = text === 'the given URL' ? text : `\`${redact(text)}\``;
  return new LlmkubeError('INVALID_SOURCE', `Cannot read model source ${subject}: ${fact}`, {
    facts: { field: 'model.source' },
    suggestions,
  });
}
