import { canonicalJson } from '../canon/canonical.ts';
import { type FileBeside, filesBeside } from '../intent/model-files.ts';
import type { Intent } from '../intent/schema.ts';
import { parseSource } from '../source/parse-source.ts';
import type { SourceFacts } from '../source/source-facts.ts';
import type { ResolveInput } from './resolve.ts';
import { resolveFile } from './resolve-model.ts';
import { isOfStore, withKeys } from './resolve-s3.ts';
import type { FileAnywhere, ResolvedFile } from './resolved.ts';

type Wanted = Pick<ResolveInput, 'intent' | 'previous'>;

/** The files beside the weights whose sources must be asked: what is fixed already is kept. */
export function filesToAsk({ intent, previous }: Wanted): readonly FileBeside[] {
  return filesBeside(intent.model).filter((file) => {
    const { kind } = parseSource(file.source);
    if (kind === 'path') return true;
    return kind !== 'claim' && keptFile(file, { intent, previous }, {}) === undefined;
  });
}

/** Whether the pod shows the token of the weights' source to that one too. */
export function sharesToken({ model }: Intent, file: Pick<FileBeside, 'source'>): boolean {
  if (model.tokenSecret === undefined) return false;
  const [ours, other] = [parseSource(model.source), parseSource(file.source)];
  if (ours.kind === 'http' && other.kind === 'http') {
    return new URL(ours.url).origin === new URL(other.url).origin;
  }
  // Weights in S3 are asked for with keys, so the token is of the hub beside them.
  return (ours.kind === 'hub' || ours.kind === 's3') && other.kind === 'hub';
}

/** Fixes where each file beside the weights comes from and lies. */
export function resolveFiles({ intent, previous, source }: ResolveInput): ResolvedFile[] {
  return filesBeside(intent.model).map((file) => {
    const { role, scale, path } = file;
    const facts = source.beside?.[file.source] ?? {};
    const field = path.join('.');
    const at =
      keptFile(file, { intent, previous }, facts) ?? resolveFile({ ...file, field }, facts);
    return {
      role,
      ...(scale === undefined ? {} : { scale }),
      at: withKeys(
        withToken(at, sharesToken(intent, file) ? intent.model.tokenSecret : undefined),
        intent.model.s3?.secret,
      ),
    };
  });
}

/** Whether the same files are there, whoever fetches them with what token and however they count. */
export function hasSameFiles(
  files: readonly ResolvedFile[],
  before: readonly ResolvedFile[] = [],
): boolean {
  const plain = (all: readonly ResolvedFile[]) =>
    canonicalJson(all.map(({ at }) => withKeys(withToken(at, undefined), undefined)));
  return plain(files) === plain(before);
}

function keptFile(
  { role, source, sha256 }: FileBeside,
  { intent, previous }: Wanted,
  facts: SourceFacts,
): FileAnywhere | undefined {
  const before = previous?.files?.find((file) => file.role === role && file.at.source === source);
  if (before === undefined) return undefined;
  const { at } = before;
  if (!isOfStore(at, intent.model.s3)) return undefined;
  if (at.kind === 'file') return at.fingerprint === facts.fingerprint ? at : undefined;
  return at.kind === 'claim' || sha256 === undefined || sha256 === at.sha256 ? at : undefined;
}

function withToken(at: FileAnywhere, tokenSecret: Intent['model']['tokenSecret']): FileAnywhere {
  if (at.kind !== 'download') return at;
  const { tokenSecret: _, ...rest } = at;
  return tokenSecret === undefined ? rest : { ...rest, tokenSecret };
}
