/** How an engine's program is started on a host, before the arguments of a release. */
export interface EngineProgram {
  readonly file: string;
  /** Arguments that come before those of a release. */
  readonly args: readonly string[];
  /** Where the program must run, if it minds. */
  readonly cwd?: string;
}
