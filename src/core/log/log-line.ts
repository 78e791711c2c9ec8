/** One line of a log, or a part of one that is longer than 64 KiB. */
export interface LogLine {
  readonly type: 'logLine';
  readonly pod: string;
  /** `server`, or `download` with `--init`. */
  readonly container: string;
  /** When the line began, as its node had it; absent where the node itself speaks. */
  readonly time?: string;
  /** Its text; what is not UTF-8 in it is replaced. */
  readonly line: string;
  /** True when the line is longer: the next one of this pod goes on where it ends. */
  readonly goesOn?: boolean;
}
