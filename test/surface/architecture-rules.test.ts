import { expect, test } from 'vitest';
import { problemsIn } from './architecture/plant-tree.ts';
import { plantedFaults } from './architecture/planted-faults.ts';
import { rules } from './architecture/rules.ts';

const faults = plantedFaults.map(([rule, files, says]) => ({ rule, files, says }));

test.each(faults)('the rule about $rule says "$says", and no other rule does', (fault) => {
  const problems = problemsIn(fault.files);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(fault.says);
  expect(problems[0]).toContain(`(${fault.rule})`);
});

test('every rule has a planted fault', () => {
  const planted = new Set(plantedFaults.map(([rule]) => rule));
  expect(rules.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
});

const allowed: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    'types of client-node in any room',
    {
      'src/core/a.ts':
        "import type { V1Pod } from '@kubernetes/client-node';\nexport type A = V1Pod;\n",
    },
  ],
  [
    'the agent in the commands of metal',
    { 'src/commands/metal/serve.ts': "import { serve } from '../../agent/serve.ts';\nserve();\n" },
  ],
  [
    'a cluster that the agent loads when it needs it',
    { 'src/agent/source.ts': "export const load = () => import('../cluster/watch.ts');\n" },
  ],
  [
    'hashes in core',
    { 'src/core/a.ts': "import { createHash } from 'node:crypto';\ncreateHash('sha256');\n" },
  ],
  ['a date that is given', { 'src/core/a.ts': 'export const a = (at: number) => new Date(at);\n' }],
  [
    'a type that would close a circle',
    {
      'src/core/a.ts': "import type { B } from './b.ts';\nexport type A = B | 1;\n",
      'src/core/b.ts': "import { type A } from './a.ts';\nexport type B = A[];\n",
    },
  ],
  ['an error that is used', { 'scripts/a.ts': 'try {} catch (error) { tell(error); }\n' }],
  ['an error with a reason', { 'scripts/a.ts': 'try {} catch {\n  // It is gone already.\n}\n' }],
  ['a handler by name', { 'scripts/a.ts': 'a().catch(tell);\n' }],
  [
    'a constant script',
    { 'src/core/a.ts': "export const a = ['sh', '-c', 'exec \"$0\"', name];\n" },
  ],
  ['a long group of tests', { 'test/a.test.ts': `describe('a', () => {${'\n'.repeat(100)}});\n` }],
  [
    'an escape with a reason',
    {
      'src/core/a.ts':
        '// biome-ignore lint/suspicious/noExplicitAny: the callback takes what it gets\nexport type A = any;\n',
    },
  ],
];

test.each(allowed)('%s is allowed', (_, files) => {
  expect(problemsIn(files)).toEqual([]);
});
