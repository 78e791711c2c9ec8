import { homedir } from 'node:os';
import path from 'node:path';
import type { Problem } from '../core/document/problem.ts';
import { ProblemList } from '../core/document/problem-list.ts';
import type { SourceDocument } from '../core/document/read-documents.ts';
import type { PartialIntent } from '../core/intent/merge-intent.ts';
import { checkSpec, specSchema } from '../core/spec/spec-schema.ts';
import { runtimes } from '../runtimes/runtimes.ts';
import type { TargetFlags } from './flags/target.ts';
import { readFiles } from './read-files.ts';

/** The flags that name the files and where their releases live. */
export interface FileFlags extends Pick<TargetFlags, 'namespace' | 'local'> {
  readonly filename: readonly string[];
  readonly recursive: boolean;
}

/** One document that passed every check that needs no cluster. */
export interface ReadSpec {
  readonly id: string;
  readonly release: string;
  /** All of it. */
  readonly given: PartialIntent;
}

export interface ReadSpecs {
  readonly releases: readonly ReadSpec[];
  /** The one that the flag or the documents name, if any does. */
  readonly namespace: string | undefined;
}

/**
 * Reads the specs of the files of `-f`. Throws `DOCUMENT_INVALID` with all problems of all files at
 * once, and `FILE_UNREADABLE`.
 */
export async function readSpecs(flags: FileFlags): Promise<ReadSpecs> {
  const place = flags.local === true ? 'host' : 'pod';
  const schema = specSchema(runtimes, place);
  const problems = new ProblemList();
  const releases: ReadSpec[] = [];
  const names = new Map<string, string>();
  let { namespace } = flags;
  for await (const outcome of readFiles(flags.filename, flags, process.stdin)) {
    if (outcome.kind === 'malformed') {
      problems.add(outcome.problems);
      continue;
    }
    const { document } = outcome;
    const checked = checkSpec(schema, document, place);
    if (checked.kind === 'invalid') {
      problems.add(checked.problems);
      continue;
    }
    const { metadata, spec } = checked.value;
    namespace ??= metadata.namespace;
    problems.add(nameTwice(document, metadata.name, names));
    problems.add(otherNamespace(document, metadata.namespace, namespace));
    const model = { ...spec.model, source: besideFile(spec.model.source, document.file) };
    releases.push({ id: metadata.name, release: metadata.name, given: { ...spec, model } });
  }
  if (problems.count === 0) return { releases, namespace };
  throw problems.toError(['llmkube schema', 'llmkube explain spec']);
}

// A list of releases is of one namespace, and so is what one command makes.
function otherNamespace(
  { file, locate }: SourceDocument,
  own: string | undefined,
  wanted: string | undefined,
): readonly Problem[] {
  if (own === undefined || own === wanted) return [];
  const message = `is not \`${wanted}\`, and one command makes releases in one namespace`;
  const path = ['metadata', 'namespace'];
  return [{ file, path: path.join('.'), message, ...locate(path) }];
}

// Two documents of one release would undo one another.
function nameTwice(
  { file, locate }: SourceDocument,
  name: string,
  names: Map<string, string>,
): readonly Problem[] {
  const place = locate(['metadata', 'name']);
  const first = names.get(name);
  names.set(name, first ?? `${file}:${place.line}:${place.column}`);
  if (first === undefined) return [];
  const message = `is the name of another document too, at ${first}`;
  return [{ file, path: 'metadata.name', message, ...place }];
}

// A path means the same wherever the command is run: it is read from the folder of its document.
function besideFile(source: string, file: string): string {
  if (!/^(\.\.?\/|~)/.test(source)) return source;
  const folder = file === 'stdin' ? process.cwd() : path.dirname(path.resolve(file));
  return path.resolve(folder, source.replace(/^~(?=\/|$)/, homedir()));
}
