/** What arguments of llama-server say that a field says too. */
export interface EngineArgs {
  /** The last value of each, as the engine takes it, with its index. */
  readonly said: Readonly<Partial<Record<Said, { readonly text: string; readonly index: number }>>>;
  /** All others, in their order. */
  readonly rest: readonly { readonly text: string; readonly index: number }[];
  /** Those whose value is missing. */
  readonly open: readonly number[];
}

export type Said = 'model' | 'alias' | 'host' | 'port' | 'contextSize' | 'parallel';

// The spellings of llama-server (b6000 and later) for what a spec has a field for.
const spellings: Readonly<Record<string, Said | 'metrics'>> = {
  '-m': 'model',
  '--model': 'model',
  '-a': 'alias',
  '--alias': 'alias',
  '--host': 'host',
  '--port': 'port',
  '-c': 'contextSize',
  '--ctx-size': 'contextSize',
  '-np': 'parallel',
  '--parallel': 'parallel',
  '--metrics': 'metrics',
};

/** Takes apart what `extraArgs` says: `--name value`, `--name=value` and short names. */
export function readArgs(args: readonly string[]): EngineArgs {
  const said: Partial<Record<Said, { text: string; index: number }>> = {};
  const rest: { text: string; index: number }[] = [];
  const open: number[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const text = args[index] ?? '';
    const [name = '', inline] = splitOnce(text);
    const what = Object.hasOwn(spellings, name) ? spellings[name] : undefined;
    if (what === undefined) rest.push({ text, index });
    else if (what !== 'metrics') {
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
