import type { Expression, MemberExpression } from 'oxc-parser';
import { pureRooms } from './rooms.ts';
import { fileRule, type Report, type Rule } from './rule.ts';
import { type SourceFile, visit } from './source-tree.ts';

/** Names of the global scope, alone or with a member, whose value a pure function cannot know. */
const IMPURE = new Map([
  ['Date.now', 'reads the clock'],
  ['performance', 'reads the clock'],
  ['Math.random', 'rolls dice'],
  ['crypto', 'rolls dice'],
  ['process', 'reads the process'],
  ['console', 'prints'],
  ['fetch', 'does I/O'],
  ['WebSocket', 'does I/O'],
  ['setTimeout', 'waits'],
  ['setInterval', 'waits'],
  ['setImmediate', 'waits'],
  ['queueMicrotask', 'waits'],
  ['require', 'loads a module'],
  ['globalThis', 'reads the global scope'],
  ['Intl', "depends on the machine's language"],
]);

const LANGUAGE_METHODS = /^(localeCompare|toLocale[A-Z]\w*)$/;

/** errors, core and runtimes compute from what they are given, and from nothing else. */
export const purityRule: Rule = fileRule({
  name: 'purity',
  files: new RegExp(`^src/(${pureRooms.join('|')})/`),
  inspect: (file, report) => {
    const tell = (position: number, name: string, what: string): void =>
      report(position, `\`${name}\` ${what}: pass the value in`);
    visit(file, {
      CallExpression({ callee, start }) {
        inspectName(callee, start, tell);
      },
      MemberExpression(node) {
        inspectMember(node, tell);
      },
      NewExpression({ callee, arguments: args, start }) {
        const isNow = isNamed(callee, 'Date') && args.length === 0;
        if (isNow) tell(start, 'new Date()', 'reads the clock');
        else inspectName(callee, start, tell);
      },
    });
    inspectTopLevelState(file, report);
  },
});

type Tell = (position: number, name: string, what: string) => void;

function inspectName(callee: Expression, position: number, tell: Tell): void {
  if (callee.type !== 'Identifier') return;
  const what = IMPURE.get(callee.name);
  if (what !== undefined) tell(position, callee.name, what);
}

function inspectMember({ object, property, start }: MemberExpression, tell: Tell): void {
  if (property.type !== 'Identifier') return;
  if (LANGUAGE_METHODS.test(property.name)) {
    tell(start, property.name, "depends on the machine's language");
  }
  if (object.type !== 'Identifier') return;
  const name = `${object.name}.${property.name}`;
  const what = IMPURE.get(name) ?? IMPURE.get(object.name);
  if (what !== undefined) tell(start, name, what);
}

/** A variable of a module outlives the call, so the next result depends on the last one. */
function inspectTopLevelState(file: SourceFile, report: Report): void {
  for (const statement of file.program.body) {
    const inner = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (inner?.type === 'VariableDeclaration' && inner.kind !== 'const') {
      report(inner.start, `\`${inner.kind}\` at the top of a pure file is hidden state`);
    }
  }
}

function isNamed(node: Expression, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}
