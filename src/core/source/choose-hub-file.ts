/** What was chosen of a repository's files, or why nothing can be. */
export type HubFileChoice =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'none'; readonly fact: string; readonly candidates: readonly string[] };

const shard = /-(\d{5})-of-(\d{5})(?=\.gguf$)/i;
/** Parts of a model that are no model: projectors of vision models and matrices for quantising. */
const notWeights = /(^|[/._-])(mmproj|imatrix)([/._-]|$)/i;

export interface HubFileWish {
  readonly quantisation?: string | undefined;
  /** Of a model in several files the first one is chosen, which is refused otherwise. */
  readonly mayBeShard?: boolean | undefined;
}

/**
 * Chooses the GGUF file of a repository: the only one, or the only one of a quantisation. Nothing
 * is guessed: a choice by taste would change when somebody adds a file.
 */
export function chooseHubFile(
  files: readonly string[],
  { quantisation, mayBeShard = false }: HubFileWish = {},
): HubFileChoice {
  const models = files.filter((file) => /\.gguf$/i.test(file) && !notWeights.test(file)).sort();
  if (models.length === 0) return none('the repository has no GGUF file', []);
  const fitting =
    quantisation === undefined
      ? models
      : models.filter((file) => isOfQuantisation(file, quantisation));
  if (fitting.length === 0) {
    return none(`no GGUF file of the repository is of \`${quantisation}\``, models);
  }
  const wholes = new Set(fitting.map((file) => file.replace(shard, '')));
  if (wholes.size > 1) {
    const of = quantisation === undefined ? '' : ` of \`${quantisation}\``;
    return none(`the repository has ${wholes.size} models${of} to choose from`, fitting);
  }
  const [file = ''] = fitting;
  const refusal = mayBeShard ? undefined : refuseShard(file);
  return refusal ?? { kind: 'file', file };
}

/**
 * The files that are a model in one piece and have fewer bytes than `below`, the largest first;
 * files whose size the hub does not tell are left out.
 */
export function smallerModels(
  files: ReadonlyMap<string, { readonly bytes?: number }>,
  below: number,
): readonly SizedFile[] {
  return [...files]
    .flatMap(([file, { bytes }]) => {
      const isModel = /\.gguf$/i.test(file) && !notWeights.test(file) && !shard.test(file);
      return isModel && bytes !== undefined && bytes < below ? [{ file, bytes }] : [];
    })
    .sort((one, other) => other.bytes - one.bytes);
}

export interface SizedFile {
  readonly file: string;
  readonly bytes: number;
}

/** Says no to a file that is one part of a model in several. */
export function refuseShard(file: string): HubFileChoice | undefined {
  const parts = shard.exec(file)?.[2];
  if (parts === undefined) return undefined;
  return none(`the model is split into ${Number(parts)} files, and only one file is fetched`, []);
}

// `Q4_K` must not find `Q4_K_M`: what follows is a separator of names and not more of the name.
function isOfQuantisation(file: string, quantisation: string): boolean {
  const name = quantisation.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[/.-])${name}([/.-]|$)`, 'i').test(file);
}

function none(fact: string, candidates: readonly string[]): HubFileChoice {
  return { kind: 'none', fact, candidates };
}
