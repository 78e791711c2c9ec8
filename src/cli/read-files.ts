import type { BigIntStats } from 'node:fs';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DocumentOutcome, ReadOutcome } from '../core/document/read-documents.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

export interface ReadFilesOptions {
  /** Whether the folders inside a folder are read too. */
  readonly recursive?: boolean;
}

/** What is read, under the name that problems are told with. */
interface Input {
  readonly name: string;
  /** Equal for two names of one file. */
  readonly identity: string;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

const stdinName = 'stdin';

/**
 * The documents of what `-f` names: files, folders with such files, `-` for standard input. Every
 * name is looked up before the first file is read, so that a missing one leaves nothing half done.
 */
export async function* readFiles(
  paths: readonly string[],
  { recursive = false }: ReadFilesOptions,
  stdin: AsyncIterable<Uint8Array>,
): AsyncGenerator<DocumentOutcome> {
  const inputs = new Map<string, Input>();
  for (const given of paths) {
    for (const input of await inputsOf(given, { recursive, stdin })) {
      if (!inputs.has(input.identity)) inputs.set(input.identity, input);
    }
  }
  let count = 0;
  for (const input of inputs.values()) {
    for await (const outcome of readInput(input)) {
      count += 1;
      yield outcome;
    }
  }
  const [first] = inputs.values();
  if (count === 0 && first !== undefined) yield holdsNothing(first);
}

async function* readInput({ name, bytes }: Input): AsyncGenerator<DocumentOutcome> {
  // The reader of YAML takes its time to load, and most commands need none.
  const { DocumentReader } = await import('../core/document/read-documents.ts');
  const reader = new DocumentReader(name);
  try {
    for await (const part of bytes()) {
      for (const outcome of reader.push(part)) yield await diagnosed(outcome);
      // Of what never ends, such as a device, no more than the limits allow is taken.
      if (reader.isDone) return;
    }
  } catch (thrown) {
    throw isOfSystem(thrown) ? unreadable(name, describeCause(thrown)) : thrown;
  }
  for (const outcome of reader.end()) yield await diagnosed(outcome);
}

async function diagnosed(outcome: ReadOutcome): Promise<DocumentOutcome> {
  if (outcome.kind !== 'unparsed') return outcome;
  // A second reader of YAML, which is loaded for those who made a mistake.
  const { diagnoseMalformed } = await import('../core/document/diagnose-malformed.ts');
  return diagnoseMalformed(outcome);
}

// A fault of the reader would be one of ours, and says nothing about the file.
function isOfSystem(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown;
}

function holdsNothing({ name }: Input): DocumentOutcome {
  const problem = { file: name, line: 1, column: 1, path: '', message: 'holds no document' };
  return { kind: 'malformed', problems: [problem] };
}

interface Surroundings {
  readonly recursive: boolean;
  readonly stdin: AsyncIterable<Uint8Array>;
}

async function inputsOf(
  given: string,
  { recursive, stdin }: Surroundings,
): Promise<readonly Input[]> {
  if (given === '-') return [{ name: stdinName, identity: '-', bytes: () => stdin }];
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(given)) throw isUrl(given);
  const facts = await lookUp(given);
  if (!facts.isDirectory()) return [fileInput(given, facts)];
  const files = await filesIn(given, recursive);
  if (files.length > 0) return files;
  throw unreadable(given, `no file in it ends in ${endings.join(', ')}`, [
    ...(recursive ? [] : ['the same command with --recursive']),
  ]);
}

const endings = ['.yaml', '.yml', '.json'];

// Links to folders are left alone, as they may lead round in circles or to anywhere; links to
// files are how a mounted ConfigMap looks. A pipe in a folder may have nobody who writes to it.
async function filesIn(folder: string, recursive: boolean): Promise<readonly Input[]> {
  const found: Input[] = [];
  for (const entry of await list(folder)) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (recursive) found.push(...(await filesIn(name, recursive)));
    } else if (endings.includes(path.extname(entry.name))) {
      const facts = await lookUp(name);
      if (facts.isFile()) found.push(fileInput(name, facts));
    }
  }
  return found;
}

async function list(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  } catch (thrown) {
    throw unreadable(folder, describeCause(thrown));
  }
}

async function lookUp(name: string): Promise<BigIntStats> {
  try {
    return await stat(name, { bigint: true });
  } catch (thrown) {
    throw unreadable(name, describeCause(thrown));
  }
}

function fileInput(name: string, { dev, ino }: BigIntStats): Input {
  return { name, identity: `${dev}:${ino}`, bytes: () => createReadStream(name) };
}

function isUrl(given: string): LlmkubeError {
  // It may hold a login, which the word for it does not.
  return unreadable(describeCause(given), 'it is a URL; download it first', [
    'curl -fL -o spec.yaml <url>',
  ]);
}

function unreadable(
  name: string,
  fact: string,
  suggestions: readonly string[] = [`ls -l ${quoteWord(path.dirname(name))}`],
): LlmkubeError {
  const message = `Cannot read \`${name}\`: ${fact}`;
  return new LlmkubeError('FILE_UNREADABLE', message, { facts: { path: name }, suggestions });
}
