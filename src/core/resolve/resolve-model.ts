import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { type CachePaths, cachePaths, fileNameOf, identityOf } from '../cache-layout.ts';
import { defined } from '../defined.ts';
import { defaultRevision, publicHub } from '../source/hub.ts';
import { parseSource, type Source } from '../source/parse-source.ts';
import { defaultRegion } from '../source/s3-place.ts';
import type { SourceFacts } from '../source/source-facts.ts';
import type { WeightsForm } from '../source/weights-form.ts';
import type { FileAnywhere, Resolved } from './resolved.ts';

/** A file of a model, as the intent names it. */
export interface Named {
  readonly source: string;
  readonly sha256?: string | undefined;
  /** The block of the intent that names it. */
  readonly field: string;
}

/** Says where the weights come from and where they lie; refuses what no place can fetch yet. */
export function resolveModel(
  model: Named,
  facts: SourceFacts,
  form: WeightsForm,
): Resolved['model'] {
  const source = parseSource(model.source);
  if (source.kind === 'hub' && form === 'repository') return whole(model.source, source, facts);
  return resolveFile(model, facts);
}

/** The same of one file. */
export function resolveFile(model: Named, facts: SourceFacts): FileAnywhere {
  const source = parseSource(model.source);
  if (source.kind === 'path') return fileOnHost(model, facts);
  if (source.kind === 'claim') {
    return { kind: 'claim', source: model.source, claim: source.claim, file: source.path };
  }
  if (source.kind === 'oci') {
    throw unsupported(model, source.kind);
  }
  if (model.sha256 !== undefined && facts.sha256 !== undefined && model.sha256 !== facts.sha256) {
    throw otherDigest(model, facts.sha256);
  }
  const { bytes, commit } = facts;
  const sha256 = model.sha256 ?? facts.sha256;
  return {
    kind: 'download',
    source: model.source,
    ...placeOf(source, { ...facts, ...(sha256 === undefined ? {} : { sha256 }) }),
    ...(commit === undefined ? {} : { commit }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(source.kind === 's3' ? { s3: storeOf(facts) } : {}),
  };
}

function storeOf({ region = defaultRegion, endpoint }: SourceFacts) {
  return { region, ...defined({ endpoint }) };
}

// A branch moves, and a pod that is started later must not get other weights.
function whole(
  text: string,
  { repo, revision }: Source & { kind: 'hub' },
  { commit = revision, endpoint, bytes }: SourceFacts,
): Resolved['model'] {
  const own = endpoint === publicHub ? undefined : endpoint;
  const found = defined({ revision: commit, endpoint: own, bytes });
  return { kind: 'repository', source: text, repo, ...found };
}

function fileOnHost(named: Named, facts: SourceFacts): FileAnywhere {
  const { path, bytes, fingerprint } = facts;
  if (path === undefined || bytes === undefined || fingerprint === undefined) {
    throw unsupported(named, 'path');
  }
  return { kind: 'file', source: named.source, file: path, bytes, fingerprint };
}

function placeOf(
  source: Source & { kind: 'http' | 'hub' | 's3' },
  { url, file, commit, sha256 = '' }: SourceFacts,
): CachePaths & { readonly url: string } {
  if (source.kind === 'http') {
    return { url: source.url, ...cachePaths(identityOf(source, sha256), fileNameOf(source)) };
  }
  if (source.kind === 's3') {
    if (url === undefined) {
      throw new LlmkubeError('INTERNAL', 'Cannot resolve a source: its store was not asked');
    }
    const identity = { repo: url, revision: '', digest: sha256 };
    return { url, ...cachePaths(identity, source.key.split('/').at(-1) ?? '') };
  }
  if (url === undefined || file === undefined) {
    throw new LlmkubeError('INTERNAL', `Cannot resolve \`${source.repo}\`: its hub was not asked`);
  }
  const revision = commit ?? source.revision ?? defaultRevision;
  const identity = { repo: source.repo, revision, digest: sha256 };
  return { url, ...cachePaths(identity, file.split('/').at(-1) ?? '') };
}

// What the user says about the file must be true before anything is fetched.
function otherDigest({ source, sha256, field }: Named, found: string): LlmkubeError {
  return new LlmkubeError(
    'SOURCE_REFUSED',
    `Cannot use \`${source}\`: its sha256 is ${found} and not ${sha256}`,
    { facts: { field: `${field}.sha256`, cause: 'SourceWrongDigest', sha256: found } },
  );
}

function unsupported({ source, field }: Named, kind: string): LlmkubeError {
  return new LlmkubeError(
    'UNSUPPORTED_SOURCE',
    `Cannot fetch \`${source}\`: sources of kind \`${kind}\` are not supported here, only \`http\` and \`https\` URLs, files of a hub, \`s3://\` and \`pvc://\` are`,
    {
      facts: { field: `${field}.source`, kind },
      ...(kind === 'path' ? { suggestions: ['the same command with --local'] } : {}),
    },
  );
}
