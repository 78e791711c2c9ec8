/** What arguments of llama-server say that a field says too. */
export interface EngineArgs {
  /** The last value of each, as the engine takes it, with its index. */
  readonly said: Readonly<Partial<Record<Said, SaidArg>>>;
  /** All others, in their order. */
  readonly rest: readonly SaidArg[];
  /** Those whose value is missing. */
  readonly open: readonly number[];
}

export interface SaidArg {
  readonly text: string;
  readonly index: number;
}

/** In the words of the fields that they become, or that they are refused for. */
export type Said =
  | 'model'
  | 'source'
  | 'projector'
  | 'draft'
  | 'adapters'
  | 'token'
  | 'alias'
  | 'host'
  | 'port'
  | 'contextSize'
  | 'parallel'
  | 'embedding'
  | 'rerank'
  | 'speculative'
  | 'splitMode'
  | 'tensorSplit'
  | 'metrics';

// The spellings of llama-server (b6000 and later) for what a spec has a field for.
const spellings: readonly (readonly [Said, readonly string[]])[] = [
  ['model', ['-m', '--model']],
  ['source', ['-mu', '--model-url', '-hf', '-hfr', '--hf-repo', '-hff', '--hf-file']],
  ['source', ['-dr', '--docker-repo']],
  ['projector', ['-mm', '--mmproj', '-mmu', '--mmproj-url']],
  ['draft', ['-md', '--model-draft', '--spec-draft-model']],
  ['draft', ['-hfd', '-hfrd', '--hf-repo-draft', '--spec-draft-hf']],
  ['adapters', ['--lora', '--lora-scaled']],
  ['token', ['-hft', '--hf-token']],
  ['alias', ['-a', '--alias']],
  ['host', ['--host']],
  ['port', ['--port']],
  ['contextSize', ['-c', '--ctx-size']],
  ['parallel', ['-np', '--parallel']],
  ['embedding', ['--embedding', '--embeddings']],
  ['rerank', ['--rerank', '--reranking']],
  ['speculative', ['--spec-type']],
  ['splitMode', ['-sm', '--split-mode']],
  ['tensorSplit', ['-ts', '--tensor-split']],
  ['metrics', ['--metrics']],
];

const bySpelling = new Map(
  spellings.flatMap(([said, words]) => words.map((word) => [word, said] as const)),
);

const switches: ReadonlySet<string> = new Set(['embedding', 'rerank', 'metrics']);

/** Takes apart what `extraArgs` says: `--name value`, `--name=value` and short names. */
export function readArgs(args: readonly string[]): EngineArgs {
  const said: Partial<Record<Said, SaidArg>> = {};
  const rest: SaidArg[] = [];
  const open: number[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const text = args[index] ?? '';
    const [name = '', inline] = splitOnce(text);
    const what = bySpelling.get(name);
    if (what === undefined) rest.push({ text, index });
    else if (switches.has(what)) said[what] = { text, index };
    else {
      const value = inline ?? args[index + 1];
      if (value === undefined) open.push(index);
      else said[what] = { text: value, index: inline === undefined ? index + 1 : index };
      if (inline === undefined) index += 1;
    }
  }
  return { said, rest, open };
}

function splitOnce(text: string): readonly [string, string?] {
  const at = text.startsWith('--') ? text.indexOf('=') : -1;
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Whether an argument is given in the one spelling that the operator looks for. */
export function hasArg(args: readonly string[], name: string): boolean {
  return args.some((text) => text === name || text.startsWith(`${name}=`));
}
