import type { Facts } from './facts.ts';

const hubFile =
  /^https?:\/\/(?:www\.)?huggingface\.co\/([^/?#]+\/[^/?#]+)\/(resolve|blob)\/([^/?#]+)\/([^?#]+)/i;
const hubPage =
  /^https?:\/\/(?:www\.)?huggingface\.co\/([^/?#]+\/[^/?#]+)(?:\/(?:tree|resolve|blob)\/([^/?#]+))?\/?(?:[?#].*)?$/i;

/** Where the weights are, `files` included. */
export function sourceOf({ model }: Facts): string {
  const { source } = model;
  const file = model.files?.[0];
  if (file !== undefined) return `${repositoryOf(source) ?? `hf://${source}`}/${file}`;
  const blob = hubFile.exec(source);
  if (blob?.[2]?.toLowerCase() === 'blob') return `hf://${blob[1]}@${blob[3]}/${blob[4]}`;
  return repositoryOf(source) ?? source;
}

/** A repository of the hub in the spelling that can be followed by a file. */
function repositoryOf(source: string): string | undefined {
  if (/^hf:\/\//.test(source)) return source.replace(/\/+$/, '');
  const page = hubPage.exec(source);
  if (page !== null) return `hf://${page[1]}${page[2] === undefined ? '' : `@${page[2]}`}`;
  return undefined;
}

const bare = /^[^:/]+\/[^/]+$/;

const others: readonly { readonly form: RegExp; readonly why: string }[] = [
  { form: /^s3:/i, why: 'is in s3, which is not downloaded from so far; use `https`' },
  {
    form: /^(file:|\/)/i,
    why: "is a file of the operator's machine, which no pod can read; use `pvc://CLAIM/PATH`",
  },
];

export function sourceRefusal({ model }: Facts): string | undefined {
  return others.find(({ form }) => form.test(model.source))?.why;
}

/** A file of the same list, by its name there; nothing where the operator did not find it. */
export function besideOf({ model }: Facts, name: string | undefined): string | undefined {
  const { source, files = [] } = model;
  if (name === undefined || files.length === 0) return undefined;
  return `${repositoryOf(source) ?? `hf://${source}`}/${name}`;
}

export function filesRefusal(facts: Facts): string | undefined {
  const { source, files = [], mmproj } = facts.model;
  const known = [files[0], mmproj, facts.service.speculativeDecoding?.draftModel];
  const other = files.find((file) => !known.includes(file));
  if (other !== undefined) {
    return `holds \`${other}\`, which is neither the weights nor \`mmproj\` nor a draft; a release is one file and those beside it`;
  }
  const isRepository = bare.test(source) || repositoryOf(source) !== undefined;
  return files.length > 0 && !isRepository
    ? 'has no effect but on `hf://ORG/REPO` and a repository of huggingface.co; write its whole address as `source`'
    : undefined;
}

/** What a whole repository without a file is to the operator's llama.cpp, and what it is here. */
export function noFileSource({ model }: Facts): string | undefined {
  const isWhole =
    bare.test(model.source) ||
    /^hf:\/\/[^/]+\/[^/]+\/?$/.test(model.source) ||
    hubPage.test(model.source);
  return isWhole && (model.files ?? []).length === 0
    ? 'names no file: the operator could not download it, and here the best quantisation is chosen'
    : undefined;
}
