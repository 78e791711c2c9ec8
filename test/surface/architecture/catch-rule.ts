import type {
  ArrowFunctionExpression,
  CallExpression,
  CatchClause,
  Function as FunctionNode,
} from 'oxc-parser';
import { fileRule, type Rule } from './rule.ts';
import { type SourceFile, visit } from './source-tree.ts';

/** An error is used, or a comment says why it may be dropped. */
export const catchRule: Rule = fileRule({
  name: 'swallowed errors',
  files: /./,
  inspect: (file, report) => {
    visit(file, {
      CatchClause(node) {
        if (!isUsed(file, node) && !hasReason(file, node)) {
          report(node.start, 'catches an error without using it or saying why');
        }
      },
      CallExpression(node) {
        const handler = catchHandler(node);
        if (handler === undefined || isUsed(file, handler) || hasReason(file, node)) return;
        report(handler.start, 'catches a rejection without using it or saying why');
      },
    });
  },
});

type Handler = ArrowFunctionExpression | FunctionNode;

/** The function given to `.catch()`; a function given by name is not looked into. */
function catchHandler({ callee, arguments: args }: CallExpression): Handler | undefined {
  const isCatch =
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'catch';
  const [handler] = args;
  if (!isCatch || handler === undefined) return undefined;
  const isFunction =
    handler.type === 'ArrowFunctionExpression' || handler.type === 'FunctionExpression';
  return isFunction ? handler : undefined;
}

function isUsed(file: SourceFile, node: CatchClause | Handler): boolean {
  const param = node.type === 'CatchClause' ? node.param : node.params[0];
  if (param === null || param === undefined || node.body === null) return false;
  if (param.type !== 'Identifier') return true;
  const { name } = param;
  const { start, end } = node.body;
  let isFound = false;
  visit(file, {
    Identifier(node) {
      if (node.name === name && node.start >= start && node.end <= end) isFound = true;
    },
  });
  return isFound;
}

/** A comment inside, or on the line above, counts as the reason. */
function hasReason(file: SourceFile, { start, end }: { start: number; end: number }): boolean {
  const lineStart = file.text.lastIndexOf('\n', start - 1);
  return file.comments.some((comment) => {
    const isInside = comment.start >= start && comment.end <= end;
    const isAbove =
      comment.end < start && /^\s*$/.test(file.text.slice(comment.end, lineStart + 1));
    return /\w+ \w+/.test(comment.value) && (isInside || isAbove);
  });
}
