/** What a hostile file could fill memory or time with; far above what anybody writes. */
export const documentLimits = {
  /** Of one file or stream. */
  bytes: 64 * 1024 * 1024,
  /** Of one document in it. */
  documentCharacters: 8 * 1024 * 1024,
  /** Places in one document where a value or a line begins. */
  parts: 1_250_000,
  /** Of values inside values. */
  depth: 100,
  /** Values that aliases add. */
  aliased: 100_000,
  /** Of a malformed document, in which more than its first mistake is looked for. */
  diagnosedCharacters: 256 * 1024,
  /** Of the syntax of one document, that are told. */
  syntaxProblems: 100,
  /** Of all files of a command; behind them nothing is read. */
  problems: 1000,
} as const;
