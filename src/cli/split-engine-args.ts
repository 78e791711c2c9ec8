/** A command line, and what follows its `--`: arguments of the engine, where there is one. */
export interface SplitArguments {
  readonly own: string[];
  /** Undefined without `--`; nothing after it takes earlier arguments away. */
  readonly engine: readonly string[] | null | undefined;
}

export function splitEngineArgs(argv: readonly string[]): SplitArguments {
  const at = argv.indexOf('--');
  if (at === -1) return { own: [...argv], engine: undefined };
  const engine = argv.slice(at + 1);
  return { own: argv.slice(0, at), engine: engine.length === 0 ? null : engine };
}
