import type { MemberExpression } from 'oxc-parser';
import { fileRule, type Rule } from './rule.ts';
import { type SourceFile, visit } from './source-tree.ts';

/** What a program does to its process and its screen happens through oclif and the ui only. */
const FORBIDDEN_MEMBERS = new Map([
  ['process.exit', 'throw or return instead'],
  ['process.abort', 'throw or return instead'],
  ['process.reallyExit', 'throw or return instead'],
]);

export const printRule: Rule = fileRule({
  name: 'console and process.exit',
  files: /^src\//,
  inspect: (file, report) => {
    visit(file, {
      MemberExpression(node) {
        const name = memberName(node);
        const what = FORBIDDEN_MEMBERS.get(name);
        if (name.startsWith('console.')) report(node.start, 'prints: emit an event instead');
        if (what !== undefined) report(node.start, `calls ${name}: ${what}`);
      },
    });
  },
});

/** `fetch` and `WebSocket` would bypass the connections, timeouts and errors that are ours. */
export const globalNetworkRule: Rule = fileRule({
  name: 'global fetch',
  files: /^src\//,
  inspect: (file, report) => {
    const inspect = (name: string, position: number): void => {
      if (/^(fetch|WebSocket|EventSource)$/.test(name)) {
        report(position, `uses the global ${name}: undici has named owners in rooms.ts`);
      }
    };
    visit(file, {
      CallExpression({ callee, start }) {
        if (callee.type === 'Identifier') inspect(callee.name, start);
      },
      NewExpression({ callee, start }) {
        if (callee.type === 'Identifier') inspect(callee.name, start);
      },
    });
  },
});

/** oclif finds a command by its default export; everything else has a name. */
export const defaultExportRule: Rule = fileRule({
  name: 'default exports',
  files: /^(src\/(?!commands\/)|scripts\/|test\/)/,
  inspect: (file, report) => {
    visit(file, {
      ExportDefaultDeclaration({ start }) {
        report(start, 'has a default export: only commands do');
      },
    });
  },
});

/** What the type checker is told to believe needs a suppression of the linter with its reason. */
export const typeEscapeRule: Rule = fileRule({
  name: 'escapes from types',
  files: /./,
  inspect: (file, report) => {
    const inspect = (position: number, what: string): void => {
      if (!isSuppressed(file, position)) report(position, `uses ${what}`);
    };
    visit(file, {
      TSAnyKeyword({ start }) {
        inspect(start, '`any`');
      },
      TSNonNullExpression({ end }) {
        inspect(end, 'a non-null `!`');
      },
    });
    for (const { value, start } of file.comments) {
      if (/@ts-(ignore|nocheck)/.test(value)) report(start, 'switches the type checker off');
      const reason = /@ts-expect-error(.*)/s.exec(value)?.[1];
      if (reason !== undefined && !/\w{3,}.*\w{3,}/s.test(reason)) {
        report(start, 'expects an error without a reason');
      }
    }
  },
});

function isSuppressed(file: SourceFile, position: number): boolean {
  const lines = file.text.slice(0, position).split('\n');
  return /biome-ignore [\w/]+: \w+/.test(lines.at(-2) ?? '');
}

function memberName({ object, property }: MemberExpression): string {
  if (object.type !== 'Identifier' || property.type !== 'Identifier') return '';
  return `${object.name}.${property.name}`;
}
