import type { Argument, ArrayExpressionElement, CallExpression, Expression } from 'oxc-parser';
import { findImports } from './find-imports.ts';
import { fileRule, type Report, type Rule } from './rule.ts';
import { visit } from './source-tree.ts';

const SHELL = /^(.*\/)?(ba|da|z|a)?sh$/;
const SCRIPT_FLAG = /^-[a-z]*c$/;

/** Programs get their arguments as a list; a text that a shell reads again is never put together. */
export const shellRule: Rule = fileRule({
  name: 'shell strings',
  files: /./,
  inspect: (file, report) => {
    for (const { specifier, names, position } of findImports(file)) {
      const shellCall = names.find((name) => /^(exec|execSync|execaCommand(Sync)?)$/.test(name));
      const isProcess = specifier === 'node:child_process' || specifier === 'execa';
      if (isProcess && shellCall !== undefined) {
        report(position, `imports ${shellCall}, which takes a shell string`);
      }
    }
    visit(file, {
      Property({ key, value, start }) {
        const isShell = key.type === 'Identifier' && key.name === 'shell';
        const isOff = value.type === 'Literal' && value.value === false;
        if (isShell && !isOff && isSwitch(value)) report(start, 'starts a program through a shell');
      },
      ArrayExpression({ elements }) {
        inspectWords(elements, report);
      },
      CallExpression(node) {
        inspectCall(node, report);
      },
    });
  },
});

type Word = ArrayExpressionElement | Argument;

/** `['sh', '-c', built]` */
function inspectWords(words: readonly Word[], report: Report): void {
  const shell = words.findIndex((word) => SHELL.test(literal(word)));
  if (shell >= 0) inspectScript(words.slice(shell + 1), report);
}

/** `spawn('sh', ['-c', built])` */
function inspectCall({ arguments: args }: CallExpression, report: Report): void {
  const [program, words] = args;
  if (program === undefined || words?.type !== 'ArrayExpression') return;
  if (SHELL.test(literal(program))) inspectScript(words.elements, report);
}

function inspectScript(words: readonly Word[], report: Report): void {
  const flag = words.findIndex((word) => SCRIPT_FLAG.test(literal(word)));
  const script = flag < 0 ? undefined : words[flag + 1];
  if (script && isBuilt(script)) {
    report(script.start, 'builds a shell script: pass data as arguments or environment');
  }
}

function isBuilt(word: Exclude<Word, null>): boolean {
  return (
    (word.type === 'TemplateLiteral' && word.expressions.length > 0) ||
    word.type === 'BinaryExpression'
  );
}

/** `shell: true` and `shell: isWindows` are; a field of data with a string or an object is not. */
function isSwitch(value: Expression | { type: string }): boolean {
  return !/^(ObjectExpression|ArrayExpression|TemplateLiteral)$/.test(value.type);
}

function literal(word: Word): string {
  return word?.type === 'Literal' && typeof word.value === 'string' ? word.value : '';
}
