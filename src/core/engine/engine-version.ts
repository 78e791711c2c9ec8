/** What llama-server tells of itself. */
export interface EngineVersion {
  /** In its own words, after `version: `. */
  readonly text: string;
  /** The number that grows with every change of llama.cpp; missing where the builder gave none. */
  readonly build?: number;
}

/**
 * The first build whose source was read to listen on a unix socket (`--host FILE.sock`, llama.cpp
 * pull request 12613, merged on 2025-03-27) and to know every flag of `src/runtimes/llamacpp`.
 */
export const oldestBuild = 4980;

/**
 * Reads what `llama-server --version` prints, or undefined when that is not a version.
 * @example parseEngineVersion('version: 0.7.0 (build 11669, commit Debian)')?.build // 11669
 * @example parseEngineVersion('version: 4719 (d04e7163)')?.build // 4719
 */
export function parseEngineVersion(output: string): EngineVersion | undefined {
  const text = /^version:\s*(\S.*?)\s*$/m.exec(output)?.[1];
  if (text === undefined) return undefined;
  const number = /\bbuild (\d+)/.exec(text)?.[1] ?? /^b?(\d+)(?![.\d])/.exec(text)?.[1];
  // Packages that are built outside of git count from nothing.
  const build = Number(number ?? 0);
  return build === 0 ? { text } : { text, build };
}

/** An engine that does not tell its build gets the benefit of the doubt. */
export function isTooOld({ build }: EngineVersion): boolean {
  return build !== undefined && build < oldestBuild;
}
