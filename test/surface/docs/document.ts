import path from 'node:path';
import { readTree, type TextFile } from '../architecture/source-tree.ts';

export const root = path.resolve(import.meta.dirname, '../../..');

/** The tree as git sees it, read once for all tests of a file. */
export const tree = readTree(root);

/** Every page that people read. */
export const documents: readonly TextFile[] = tree.files.filter(({ path }) => path.endsWith('.md'));

export function documentAt(name: string): string {
  const document = documents.find(({ path }) => path === name);
  if (document === undefined) throw new Error(`there is no ${name}`);
  return document.text;
}

export interface Fence {
  readonly language: string;
  readonly lines: readonly string[];
}

/** Blocks of code, also those inside a list. */
export function fencesOf(text: string): readonly Fence[] {
  const matches = text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm);
  return [...matches].map(([, indent = '', language = '', body = '']) => ({
    language,
    lines: body
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(indent.length)),
  }));
}

/** The prose: no blocks of code. */
export function proseOf(text: string): string {
  return text.replaceAll(/^( *)```\w*\n[\s\S]*?^\1```$/gm, '');
}

/** Pieces of code inside sentences and tables. */
export function codeSpansOf(text: string): readonly string[] {
  return [...proseOf(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

/** Cells of every table row, without header and ruler. */
export function tableRowsOf(text: string): readonly (readonly string[])[] {
  return proseOf(text)
    .split('\n')
    .filter((line, index, lines) => line.startsWith('|') && isBody(lines, index))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function isBody(lines: readonly string[], index: number): boolean {
  const isRuler = (line: string | undefined) => /^\|[\s|:-]+\|$/.test(line ?? '');
  return !isRuler(lines[index]) && !isRuler(lines[index + 1]);
}

/** The anchors that headings of a page make, as code hosts do. */
export function anchorsOf(text: string): readonly string[] {
  return [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}
