import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The parts of oclif's manifest that describe the command line. */
export interface Manifest {
  readonly commands: Readonly<Record<string, CommandEntry>>;
}

export interface CommandEntry {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly examples: readonly string[];
  readonly args: Readonly<Record<string, ArgumentEntry>>;
  readonly flags: Readonly<Record<string, FlagEntry>>;
}

export interface ArgumentEntry {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
}

export interface FlagEntry {
  readonly name: string;
  readonly type: 'boolean' | 'option';
  readonly summary: string;
  readonly char?: string;
  readonly default?: unknown;
  readonly required?: boolean;
  readonly allowNo?: boolean;
  readonly helpGroup?: string;
  readonly helpValue?: string;
  readonly options?: readonly string[];
}

/** Reads the manifest of the built program; `npm run build` makes it. */
export function readManifest(root: string): Manifest {
  return JSON.parse(readFileSync(path.join(root, 'dist/oclif.manifest.json'), 'utf8'));
}
