import path from 'node:path';
import { checkConversion } from '../core/convert/check-conversion.ts';
import { OperatorDocuments } from '../core/convert/operator-documents.ts';
import type { CheckOutcome } from '../core/document/check-document.ts';
import { type Position, type Problem, problemText } from '../core/document/problem.ts';
import { ProblemList } from '../core/document/problem-list.ts';
import type { SourceDocument } from '../core/document/read-documents.ts';
import type { PartialIntent } from '../core/intent/merge-intent.ts';
import { checkSpec, isOfOperator, type Spec } from '../core/spec/spec-schema.ts';
import { runtimes } from '../runtimes/runtimes.ts';
import { withAbsolutePaths } from './absolute-paths.ts';
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
  /** What is not as it was in documents of the operator, each with its place. */
  readonly notes: readonly string[];
}

/**
 * Reads the specs of the files of `-f`; documents of the operator become specs. Throws
 * `DOCUMENT_INVALID` with all problems of all files at once, and `FILE_UNREADABLE`.
 */
export async function readSpecs(flags: FileFlags): Promise<ReadSpecs> {
  const place = flags.local === true ? 'host' : 'pod';
  const specs = new SpecList(flags.namespace);
  const operator = new OperatorDocuments();
  for await (const outcome of readFiles(flags.filename, flags, process.stdin)) {
    if (outcome.kind === 'malformed') {
      specs.problems.add(outcome.problems);
      operator.miss();
    } else if (isOfOperator(outcome.document)) {
      specs.problems.add(operator.add(outcome.document));
    } else specs.take(outcome.document, checkSpec(runtimes, outcome.document, place));
  }
  const { conversions, problems } = operator.join(flags.namespace);
  specs.problems.add(problems);
  for (const conversion of conversions) {
    specs.take(conversion.source, checkConversion(runtimes, conversion, place));
  }
  const notes = conversions.flatMap((conversion) => conversion.notes.map(problemText));
  return { ...specs.finish(), notes };
}

/** What the documents came to so far. */
class SpecList {
  readonly problems = new ProblemList(['llmkube schema', 'llmkube explain spec']);
  /** As text: values take five times the memory, and a large file may have its mistake at its end. */
  readonly #releases: string[] = [];
  readonly #names = new Map<string, Position & Pick<Problem, 'file'>>();
  #namespace: string | undefined;

  constructor(namespace: string | undefined) {
    this.#namespace = namespace;
  }

  take(document: SourceDocument, checked: CheckOutcome<Spec>): void {
    if (checked.kind === 'invalid') {
      this.problems.add(checked.problems);
      return;
    }
    const { metadata, spec } = checked.value;
    this.#namespace ??= metadata.namespace;
    this.problems.add(nameTwice(document, metadata.name, this.#names));
    this.problems.add(otherNamespace(document, metadata.namespace, this.#namespace));
    const model = withAbsolutePaths(spec.model, folderOf(document.file));
    const id = metadata.name;
    const given = { ...spec, model } as PartialIntent;
    this.#releases.push(JSON.stringify({ id, release: id, given }));
  }

  finish(): Omit<ReadSpecs, 'notes'> {
    this.problems.refuse();
    return { releases: this.#releases.map((r) => JSON.parse(r)), namespace: this.#namespace };
  }
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
  names: Map<string, Position & Pick<Problem, 'file'>>,
): readonly Problem[] {
  const { line, column } = locate(['metadata', 'name']);
  const first = names.get(name);
  names.set(name, first ?? { file, line, column });
  if (first === undefined) return [];
  const message = `is the name of another document too, at ${first.file}:${first.line}:${first.column}`;
  return [{ file, path: 'metadata.name', message, line, column }];
}

// A path means the same wherever the command is run: it is read from the folder of its document.
function folderOf(file: string): string {
  return file === 'stdin' ? process.cwd() : path.dirname(path.resolve(file));
}
