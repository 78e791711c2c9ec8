import { homedir } from 'node:os';
import path from 'node:path';
import { documentError } from '../core/document/document-error.ts';
import type { Problem } from '../core/document/problem.ts';
import type { SourceDocument } from '../core/document/read-documents.ts';
import type { PartialIntent } from '../core/intent/merge-intent.ts';
import type { Place } from '../core/intent/schema.ts';
import { checkSpec, specSchema } from '../core/spec/spec-schema.ts';
import { runtimes } from '../runtimes/runtimes.ts';
import { readFiles } from './read-files.ts';

export interface FilesQuestion {
  /** Files, folders, or `-` for standard input. */
  readonly paths: readonly string[];
  /** Whether folders inside of folders are read too. */
  readonly recursive: boolean;
}

/** One document that passed every check that needs no cluster. */
export interface ReadSpec {
  readonly id: string;
  readonly release: string;
  readonly namespace: string | undefined;
  /** All of it. */
  readonly given: PartialIntent;
}

/**
 * Reads the specs of the files of `-f`. Throws `DOCUMENT_INVALID` with all problems of all files at
 * once, and `FILE_UNREADABLE`.
 */
export async function readSpecs(
  { paths, recursive }: FilesQuestion,
  place: Place,
): Promise<ReadSpec[]> {
  const schema = specSchema(runtimes, place);
  const problems: Problem[] = [];
  const specs: ReadSpec[] = [];
  const names = new Map<string, string>();
  for await (const outcome of readFiles(paths, { recursive }, process.stdin)) {
    if (outcome.kind === 'malformed') {
      problems.push(...outcome.problems);
      continue;
    }
    const { document } = outcome;
    const checked = checkSpec(schema, document);
    if (checked.kind === 'invalid') problems.push(...checked.problems);
    else {
      const { metadata, spec } = checked.value;
      const { name, namespace } = metadata;
      problems.push(...nameTwice(document, name, names));
      const model = { ...spec.model, source: besideFile(spec.model.source, document.file) };
      specs.push({ id: name, release: name, namespace, given: { ...spec, model } });
    }
  }
  if (problems.length > 0)
    throw documentError(problems, ['llmkube schema', 'llmkube explain spec']);
  return specs;
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
