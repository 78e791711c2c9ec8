import type { Facts } from './facts.ts';
import { modelsOfRouter, routerKind } from './router.ts';

const hubFile =
  /^https?:\/\/(?:www\.)?huggingface\.co\/([^/?#]+\/[^/?#]+)\/(resolve|blob)\/([^/?#]+)\/([^?#]+)/i;
const hubPage =
  /^https?:\/\/(?:www\.)?huggingface\.co\/([^/?#]+\/[^/?#]+)(?:\/(?:tree|resolve|blob)\/([^/?#]+))?\/?(?:[?#].*)?$/i;

/** Where the weights are, `files` included. */
export function sourceOf(facts: Facts): string {
  const { model, runtime, engine } = facts;
  const { source } = model;
  if (runtime === routerKind) return modelsOfRouter(facts)?.source ?? source;
  const file = engine?.takesRepository === true ? undefined : model.files?.[0];
  if (file !== undefined) return `${folderOf(source)}/${file}`;
  const blob = hubFile.exec(source);
  if (blob?.[2]?.toLowerCase() === 'blob') return `hf://${blob[1]}@${blob[3]}/${blob[4]}`;
  const isWhole = engine?.takesRepository === true && bare.test(source);
  return repositoryOf(source) ?? (isWhole ? `hf://${source}` : source);
}

/** A repository of the hub in the spelling that can be followed by a file. */
function repositoryOf(source: string): string | undefined {
  if (/^hf:\/\//.test(source)) return source.replace(/\/+$/, '');
  const page = hubPage.exec(source);
  if (page !== null) return `hf://${page[1]}${page[2] === undefined ? '' : `@${page[2]}`}`;
  return undefined;
}

/** What `files` are in. */
function folderOf(source: string): string {
  if (inS3.test(source)) return source.replace(/\/+$/, '');
  return repositoryOf(source) ?? `hf://${source}`;
}

const inS3 = /^s3:\/\//i;
const bare = /^[^:/]+\/[^/]+$/;

const others: readonly { readonly form: RegExp; readonly why: string }[] = [
  {
    form: /^(file:|\/)/i,
    why: "is a file of the operator's machine, which no pod can read; use `pvc://CLAIM/PATH`",
  },
];

const wholeInS3 =
  'is in S3, from which one file is fetched and no repository; use a hub or `pvc://CLAIM/FOLDER`';

export function sourceRefusal(facts: Facts): string | undefined {
  if (facts.runtime === routerKind) return undefined;
  const { source } = facts.model;
  if (facts.engine?.takesRepository === true && inS3.test(source)) return wholeInS3;
  const why = others.find(({ form }) => form.test(source))?.why;
  if (why !== undefined || facts.runtime !== 'generic') return why;
  return isWhole(facts)
    ? 'is a whole repository, of which the operator fetched nothing for an engine of this kind, and here one file is fetched; name it'
    : undefined;
}

/** A file of the same list, by its name there; nothing where the operator did not find it. */
export function besideOf({ model }: Facts, name: string | undefined): string | undefined {
  const { source, files = [] } = model;
  if (name === undefined || files.length === 0) return undefined;
  return `${folderOf(source)}/${name}`;
}

export function filesRefusal(facts: Facts): string | undefined {
  if (facts.engine?.takesRepository === true) return undefined;
  const { source, files = [], mmproj } = facts.model;
  const known = [files[0], mmproj, facts.service.speculativeDecoding?.draftModel];
  const other = files.find((file) => !known.includes(file));
  if (other !== undefined) {
    return `holds \`${other}\`, which is neither the weights nor \`mmproj\` nor a draft; a release is one file and those beside it`;
  }
  const isRepository = bare.test(source) || repositoryOf(source) !== undefined || inS3.test(source);
  return files.length > 0 && !isRepository
    ? 'has no effect but on `hf://ORG/REPO`, a repository of huggingface.co and `s3://BUCKET/FOLDER`; write its whole address as `source`'
    : undefined;
}

function isWhole({ model }: Facts): boolean {
  const isRepository =
    bare.test(model.source) ||
    /^hf:\/\/[^/]+\/[^/]+\/?$/.test(model.source) ||
    hubPage.test(model.source);
  return isRepository && (model.files ?? []).length === 0;
}

/** What a source was to the operator's engine, and what it is here. */
export function sourceNote(facts: Facts): string | undefined {
  const { runtime, fromClaim } = facts;
  if (runtime === routerKind)
    return 'was not what the router served, which is the folder of its models';
  if (runtime === 'generic') {
    return fromClaim
      ? undefined
      : 'is fetched from now on: the operator fetched nothing for an engine of this kind; its path is `$(LLMKUBE_MODEL_PATH)` in `runtime.args` of what is converted';
  }
  return runtime === 'llamacpp' && isWhole(facts)
    ? 'names no file: the operator could not download it, and here the best quantisation is chosen'
    : undefined;
}

/** Whether keys of a store of objects were shown to the source. */
export function isOfS3({ model }: Facts): boolean {
  return inS3.test(model.source);
}
