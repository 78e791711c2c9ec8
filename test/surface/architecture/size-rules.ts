import type { Function as FunctionNode, ParamPattern } from 'oxc-parser';
import { fileRule, type Report, type Rule } from './rule.ts';
import { lineAt, type SourceFile, visit } from './source-tree.ts';

const limits = { file: 250, command: 100, function: 60, run: 30, parameters: 3 };

/** Files of ours are read in one sitting; a command only translates between words and an action. */
export const fileSizeRule: Rule = fileRule({
  name: 'size of files',
  files: /./,
  inspect: (file, report) => {
    const lines = file.text.trimEnd().split('\n').length;
    const limit = file.path.startsWith('src/commands/') ? limits.command : limits.file;
    if (lines > limit) report(0, `has ${lines} lines, the limit is ${limit}`);
  },
});

export const functionSizeRule: Rule = fileRule({
  name: 'size of functions',
  files: /./,
  inspect: (file, report) => {
    const groups = new Set(describeCallbacks(file));
    const inspect = (node: FunctionLike): void => {
      if (node.body === null || node.body === undefined) return;
      // The columns of a table of cases are parameters of its test.
      if (!file.path.endsWith('.test.ts')) inspectParameters(node, report);
      if (!groups.has(node.start)) inspectLength({ file, node, limit: limits.function }, report);
    };
    visit(file, {
      FunctionDeclaration: inspect,
      FunctionExpression: inspect,
      ArrowFunctionExpression: inspect,
      MethodDefinition({ key, value }) {
        const isRun = key.type === 'Identifier' && key.name === 'run';
        if (isRun) inspectLength({ file, node: value, limit: limits.run }, report);
      },
    });
  },
});

interface FunctionLike {
  readonly start: number;
  readonly end: number;
  readonly params: readonly ParamPattern[];
  readonly body?: FunctionNode['body'] | object | null;
}

function inspectParameters({ params, start }: FunctionLike, report: Report): void {
  const count = params.filter(
    (param) => !(param.type === 'Identifier' && param.name === 'this'),
  ).length;
  if (count > limits.parameters) report(start, `has ${count} parameters: pass one object`);
}

function inspectLength(
  { file, node, limit }: { file: SourceFile; node: FunctionLike; limit: number },
  report: Report,
): void {
  const lines = lineAt(file, node.end) - lineAt(file, node.start) + 1;
  if (lines > limit) report(node.start, `is a function of ${lines} lines, the limit is ${limit}`);
}

/** Where the callbacks of `describe` start: they group tests and are not read as one thing. */
function describeCallbacks(file: SourceFile): number[] {
  const starts: number[] = [];
  visit(file, {
    CallExpression({ callee, arguments: args }) {
      const isGroup = callee.type === 'Identifier' && /^(describe|suite)$/.test(callee.name);
      if (isGroup) starts.push(...args.map(({ start }) => start));
    },
  });
  return starts;
}
