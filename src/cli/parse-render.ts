import type { CatalogEntry } from '../core/catalog/catalog-entry.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { networkFlags } from './flags/network.ts';
import { releaseFlags } from './flags/release.ts';
import { type DeployWords, parseModel } from './parse-model.ts';
import { parseReleaseId, type ReleaseId } from './parse-release-id.ts';

/** What a command line of `render` asks for. */
export type RenderWords =
  | { readonly kind: 'files'; readonly filename: readonly string[] }
  | { readonly kind: 'model'; readonly words: DeployWords }
  | { readonly kind: 'release'; readonly named: ReleaseId; readonly near: readonly string[] };

export interface RenderFlags {
  readonly filename?: readonly string[] | undefined;
  readonly deployed?: boolean | undefined;
  readonly revision?: number | undefined;
  readonly name?: string | undefined;
  readonly source?: string | undefined;
  /** What follows `--`. */
  readonly engine?: readonly string[] | null | undefined;
}

interface Form {
  /** What a sentence says that it prints. */
  readonly what: string;
  /** The flags that have an effect in it. */
  readonly flags: readonly string[];
}

const everywhere = ['namespace', 'output'];
const forms: Readonly<Record<RenderWords['kind'], Form>> = {
  files: {
    what: 'what files say',
    flags: [...everywhere, 'filename', 'recursive', 'offline', 'for'],
  },
  model: {
    what: 'what a model would become',
    flags: [
      ...everywhere,
      ...Object.keys({ ...releaseFlags, ...networkFlags }),
      ...['name', 'offline', 'ca-file', 'engine', 'for'],
    ],
  },
  release: {
    what: 'what a release was made of',
    flags: [
      ...everywhere,
      ...['deployed', 'revision', 'context', 'kubeconfig', 'ca-file', 'verbose'],
    ],
  },
};

/**
 * Reads what `render` is to print, and refuses flags without an effect on it. A word that is a
 * model is rendered as one, also where a release has the name.
 */
export async function parseRender(
  word: string | undefined,
  flags: RenderFlags,
  readCatalog: () => Promise<readonly CatalogEntry[]>,
): Promise<RenderWords> {
  const asked = await formOf(word, flags, readCatalog);
  const { what, flags: own } = forms[asked.kind];
  for (const [flag, value] of Object.entries(flags)) {
    if (value === undefined || own.includes(flag)) continue;
    throw unusable(flag, flag === 'local' ? ofMachines : `render prints ${what} here`);
  }
  return asked;
}

const ofMachines = 'releases of this machine have no Kubernetes objects';

async function formOf(
  word: string | undefined,
  flags: RenderFlags,
  readCatalog: () => Promise<readonly CatalogEntry[]>,
): Promise<RenderWords> {
  const { filename, deployed, revision, name, source } = flags;
  if ((word === undefined) === (filename === undefined)) throw notOne(word);
  if (word === undefined) return { kind: 'files', filename: filename ?? [] };
  if (deployed === true || revision !== undefined) {
    return { kind: 'release', named: parseReleaseId(word, 'render'), near: [] };
  }
  const words = await parseModel({ word, name, source, verb: 'render' }, readCatalog);
  if (words.source !== undefined || words.asked !== undefined) return { kind: 'model', words };
  const { id, release, near = [] } = words;
  return { kind: 'release', named: { id, release }, near };
}

function notOne(word: string | undefined): LlmkubeError {
  const fact =
    word === undefined
      ? 'neither a model, a release nor `--filename` is given'
      : '`--filename` takes no model';
  return new LlmkubeError('USAGE', `Cannot read the command line: ${fact}`, {
    suggestions: ['llmkube render --filename qwen.yaml', 'llmkube render qwen3-8b'],
  });
}

function unusable(name: string, why: string): LlmkubeError {
  // What follows a bare `--` is no flag of a name.
  const flag = name === 'engine' ? '' : name;
  return new LlmkubeError('USAGE', `Cannot use \`--${flag}\`: ${why}`, {
    facts: { flag },
    suggestions: [`the same command without --${flag}`],
  });
}
