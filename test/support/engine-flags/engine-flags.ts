import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Accelerator } from '../../../src/core/intent/runtime-schema.ts';

/** The engines whose parsers were read out of their packages, by the names of their runtimes. */
export const readEngines = ['sglang', 'vllm'] as const;

/** What the parser of one version of an engine takes, as `npm run engine-flags` found it. */
export interface EngineFlags {
  readonly package: string;
  readonly version: string;
  readonly wheel: { readonly file: string; readonly sha256: string };
  readonly flags: readonly EngineFlag[];
  /** The versions that were looked into for `since`, the oldest first; not each one that there was. */
  readonly ladder: readonly string[];
  /** By each spelling the first of those from which on all have it; of the oldest, or before. */
  readonly since: Readonly<Record<string, string>>;
}

export interface EngineFlag {
  /** Every spelling; one without a dash stands first on the command line, and has no name there. */
  readonly names: readonly string[];
  /** Those of the opposite. */
  readonly off?: readonly string[];
  readonly values: 'none' | 'optional' | 'one' | 'some' | 'any';
  /** What a value is read as; any text where it is absent. */
  readonly type?: 'int' | 'float' | 'json' | 'pair';
  /** The only values that there are. */
  readonly choices?: readonly string[];
  /** Those may be written in small letters. */
  readonly anyCase?: true;
  /** Of a value that is a document, all keys that it may have. */
  readonly keys?: Readonly<Record<string, EngineKey>>;
  /** There is no engine without it. */
  readonly required?: true;
  /** Each one that is given counts, not only the last. */
  readonly repeats?: true;
}

/** What a value in a document may be; anything where the package leaves it to a class of its own. */
export interface EngineKey {
  readonly kinds?: readonly KeyKind[];
  /** The only values, or texts where those are a kind of their own. */
  readonly choices?: readonly string[];
}

export type KeyKind =
  | 'array'
  | 'boolean'
  | 'choice'
  | 'integer'
  | 'null'
  | 'number'
  | 'object'
  | 'string';

export function flagsFile(runtime: string): string {
  return path.join(import.meta.dirname, `${runtime}.json`);
}

export function engineFlags(runtime: string): EngineFlags {
  return JSON.parse(readFileSync(flagsFile(runtime), 'utf8')) as EngineFlags;
}

/** The version that every image of a runtime is of; throws where they are of several. */
export function pinnedVersion(images: Readonly<Partial<Record<Accelerator, string>>>): string {
  const versions = new Set(
    Object.values(images).map((image) => /:v(\d+(?:\.\w+)*)(?:-|$)/.exec(image)?.[1]),
  );
  const [version] = versions;
  if (versions.size === 1 && version !== undefined) return version;
  throw new RangeError(`images of one version are wanted, not of ${[...versions].join(', ')}`);
}
