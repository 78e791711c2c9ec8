import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Comment, type Program, parseSync, Visitor, type VisitorObject } from 'oxc-parser';

/** A repository as the rules see it; names of files are relative to its root, with slashes. */
export interface SourceTree {
  readonly root: string;
  readonly files: readonly TextFile[];
  readonly sources: readonly SourceFile[];
}

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** A file of ours that can be parsed. */
export interface SourceFile extends TextFile {
  readonly program: Program;
  readonly comments: readonly Comment[];
}

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', '.git']);
const BINARY_SAMPLE = 8000;

/** Reads every file that git tracks or would track; outside of git, every file that is not built. */
export function readTree(root: string): SourceTree {
  const names = existsSync(path.join(root, '.git')) ? gitFiles(root) : walk(root, '');
  const files = names.flatMap((name) => readText(root, name));
  return { root, files, sources: files.filter(({ path }) => /\.[jt]sx?$/.test(path)).map(parse) };
}

/** Walks a file's syntax with one function per kind of node. */
export function visit(file: SourceFile, visitor: VisitorObject): void {
  new Visitor(visitor).visit(file.program);
}

/** The line of a position, counted from 1. */
export function lineAt(file: TextFile, position: number): number {
  return file.text.slice(0, position).split('\n').length;
}

/** The first folder below src/, `entry` for a file that lies there itself, undefined outside. */
export function roomOf(name: string): string | undefined {
  const [top, room, ...rest] = name.split('/');
  if (top !== 'src') return undefined;
  return rest.length === 0 ? 'entry' : room;
}

function parse(file: TextFile): SourceFile {
  const { program, comments, errors } = parseSync(file.path, file.text);
  if (errors.length > 0) throw new SyntaxError(`${file.path}: ${errors[0]?.message}`);
  return { ...file, program, comments };
}

function gitFiles(root: string): string[] {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const output = execFileSync('git', words, { cwd: root, encoding: 'utf8' });
  return output.split('\0').filter((name) => name !== '');
}

function walk(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : walk(root, name);
    return [name];
  });
}

function readText(root: string, name: string): TextFile[] {
  const file = path.join(root, name);
  // A tracked file may be deleted in the working tree, and a link may lead nowhere.
  if (!existsSync(file) || !statSync(file).isFile()) return [];
  const bytes = readFileSync(file);
  const isBinary = bytes.subarray(0, BINARY_SAMPLE).includes(0);
  return isBinary ? [] : [{ path: name, text: bytes.toString('utf8') }];
}
