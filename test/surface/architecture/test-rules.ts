import type { MemberExpression } from 'oxc-parser';
import { fileRule, type Rule } from './rule.ts';
import { visit } from './source-tree.ts';

const MODULE_MOCKS = /^(mock|doMock|unmock|doUnmock|hoisted|importMock)$/;
const TEST_FUNCTIONS = /^(test|it|describe|suite|context|ctx|bench)$/;
const SELECTIONS = /^(only|skip|todo|skipIf|runIf|fails)$/;
const TIER_GATE = 'test/support/tier-gate.ts';

/** What cannot be replaced through a port, an address or a path is designed wrongly. */
export const moduleMockRule: Rule = fileRule({
  name: 'module mocks',
  files: /./,
  inspect: (file, report) => {
    visit(file, {
      MemberExpression(node) {
        const [object, property] = names(node);
        const isMock = (object === 'vi' || object === 'vitest') && MODULE_MOCKS.test(property);
        if (isMock) report(node.start, `uses ${object}.${property}: pass a port instead`);
      },
    });
  },
});

/** A test that does not run is no test; the tier gate says aloud what a machine lacks. */
export const selectionRule: Rule = fileRule({
  name: 'tests left out',
  files: /^test\/|\.test\.tsx?$/,
  inspect: (file, report) => {
    if (file.path === TIER_GATE) return;
    visit(file, {
      MemberExpression(node) {
        const [object, property] = names(node);
        if (TEST_FUNCTIONS.test(object) && SELECTIONS.test(property)) {
          report(node.start, `uses ${object}.${property}: tests run, or ${TIER_GATE} says why not`);
        }
      },
    });
  },
});

function names({ object, property }: MemberExpression): readonly [string, string] {
  return [
    object.type === 'Identifier' ? object.name : '',
    property.type === 'Identifier' ? property.name : '',
  ];
}
