import path from 'node:path';
import { expect, test } from 'vitest';
import { rules } from './architecture/rules.ts';
import { readTree } from './architecture/source-tree.ts';

const tree = readTree(path.resolve(import.meta.dirname, '../..'));

test.each(rules)('the tree keeps the rule about $name', ({ check }) => {
  expect(check(tree)).toEqual([]);
});
