/** Files that break exactly one rule, by the rule's name, with a part of what is said about them. */
export type PlantedFault = readonly [
  rule: string,
  files: Readonly<Record<string, string>>,
  says: string,
];

const importFaults: readonly PlantedFault[] = [
  [
    'rooms',
    { 'src/core/plan.ts': "import { get } from '../cluster/get.ts';\nget();\n" },
    'src/core/plan.ts:1 core/ must not import cluster/',
  ],
  [
    'rooms',
    { 'src/core/plan.ts': "import type { Get } from '../actions/get.ts';\nexport type A = Get;\n" },
    'core/ must not import actions/',
  ],
  [
    'rooms',
    { 'src/ui/table.ts': "export type A = import('../cluster/get.ts').Get;\n" },
    'ui/ must not import cluster/',
  ],
  [
    'rooms',
    { 'src/commands/deploy.ts': "export { run } from '../agent/run.ts';\n" },
    'commands/ must not import agent/',
  ],
  [
    'rooms',
    { 'src/agent/reconcile.ts': "import { watch } from '../cluster/watch.ts';\nwatch();\n" },
    'agent/ loads cluster/ only by import()',
  ],
  ['rooms', { 'src/lib/thing.ts': 'export const a = 1;\n' }, 'src/lib/ is not in the table'],
  [
    'rooms',
    { 'src/cli/run.ts': "import { poll } from '../../test/support/poll.ts';\npoll();\n" },
    'src/ must not import test/support/poll.ts',
  ],
  [
    'owners of packages',
    { 'src/actions/deploy.ts': "import { request } from 'undici';\nrequest('');\n" },
    'must not import undici',
  ],
  [
    'owners of packages',
    { 'src/host/facts.ts': "import { spawn } from 'node:child_process';\nspawn('x');\n" },
    'must not import node:child_process',
  ],
  [
    'owners of packages',
    {
      'src/cluster/get.ts': "import { KubeConfig } from '@kubernetes/client-node';\nKubeConfig;\n",
    },
    'must not import @kubernetes/client-node',
  ],
  [
    'owners of packages',
    { 'src/core/intent.ts': "import { readFileSync } from 'node:fs';\nreadFileSync('x');\n" },
    'core/ is pure: no node:fs',
  ],
  [
    'owners of packages',
    { 'src/core/canon.ts': "import { randomUUID } from 'node:crypto';\nrandomUUID();\n" },
    'must not import randomUUID of node:crypto',
  ],
  [
    'owners of packages',
    { 'src/core/spec.ts': "import { z } from 'zod';\nz.string();\n" },
    'must not import z of zod',
  ],
  [
    'owners of packages',
    { 'src/ui/table.ts': "import chalk from 'chalk';\nchalk;\n" },
    'chalk, which has no owner',
  ],
  [
    'computed imports',
    { 'src/cli/load.ts': 'export const load = (name: string) => import(name);\n' },
    'loads a computed name',
  ],
  [
    'import cycles',
    {
      'src/core/a.ts': "import { b } from './b.ts';\nexport const a = () => b();\n",
      'src/core/b.ts': "import { c } from './c.ts';\nexport const b = () => c();\n",
      'src/core/c.ts': "import { a } from './a.ts';\nexport const c = () => a();\n",
    },
    'src/core/a.ts -> src/core/b.ts -> src/core/c.ts -> src/core/a.ts',
  ],
];

const purityFaults: readonly PlantedFault[] = [
  'Date.now()',
  'new Date()',
  'performance.now()',
  'Math.random()',
  'crypto.randomUUID()',
  'process.env.HOME',
  'setTimeout(() => {}, 1)',
  "['b', 'a'].sort((x, y) => x.localeCompare(y))",
].map((code) => ['purity', { 'src/core/now.ts': `export const now = () => ${code};\n` }, 'pass']);

const shapeFaults: readonly PlantedFault[] = [
  ['purity', { 'src/core/count.ts': 'export let count = 0;\n' }, 'hidden state'],
  ['size of files', { 'src/core/long.ts': '\n'.repeat(250).concat('export {};\n') }, '251 lines'],
  ['size of files', { 'src/commands/a.ts': '\n'.repeat(100).concat('export {};\n') }, '101 lines'],
  [
    'size of functions',
    { 'src/core/long.ts': `export function long() {${'\n'.repeat(60)}}\n` },
    'a function of 61 lines, the limit is 60',
  ],
  [
    'size of functions',
    { 'src/commands/a.ts': `export default class A {\n  run() {${'\n'.repeat(30)}}\n}\n` },
    'a function of 31 lines, the limit is 30',
  ],
  [
    'size of functions',
    { 'src/core/wide.ts': 'export const wide = (a, b, c, d) => [a, b, c, d];\n' },
    'has 4 parameters',
  ],
  ['names of files', { 'src/core/string-utils.ts': 'export {};\n' }, 'named after nothing'],
  ['names of files', { 'src/core/makePlan.ts': 'export {};\n' }, 'not spelled in kebab-case'],
  ['names of files', { 'src/core/index.ts': 'export {};\n' }, 'hides what it holds'],
];

const habitFaults: readonly PlantedFault[] = [
  ['console and process.exit', { 'src/ui/a.ts': "console.log('x');\n" }, 'prints'],
  ['console and process.exit', { 'src/cli/a.ts': 'process.exit(1);\n' }, 'calls process.exit'],
  ['global fetch', { 'src/models/a.ts': "await fetch('http://x');\n" }, 'uses the global fetch'],
  ['default exports', { 'src/core/a.ts': 'export default 1;\n' }, 'has a default export'],
  ['escapes from types', { 'src/core/a.ts': 'export const a = (x: any) => x;\n' }, '`any`'],
  ['escapes from types', { 'src/core/a.ts': 'export const a = (x?: 1) => x!;\n' }, 'non-null'],
  ['escapes from types', { 'src/core/a.ts': '// @ts-ignore\nexport {};\n' }, 'switches'],
  ['escapes from types', { 'src/core/a.ts': '// @ts-expect-error\nexport {};\n' }, 'reason'],
  ['swallowed errors', { 'scripts/a.ts': 'try {} catch {}\n' }, 'catches an error'],
  ['swallowed errors', { 'scripts/a.ts': 'try {} catch (error) { a(); }\n' }, 'catches an error'],
  ['swallowed errors', { 'scripts/a.ts': 'a().catch(() => undefined);\n' }, 'a rejection'],
  [
    'shell strings',
    {
      'src/cluster/credentials/run-plugin.ts':
        "import { exec } from 'node:child_process';\nexec('a');\n",
    },
    'imports exec',
  ],
  ['shell strings', { 'scripts/a.ts': "run('a', { shell: true });\n" }, 'through a shell'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the planted file holds the template
  ['shell strings', { 'src/core/a.ts': "const a = ['sh', '-c', `rm ${b}`];\n" }, 'shell script'],
  ['shell strings', { 'src/core/a.ts': "run('bash', ['-ec', 'rm ' + b]);\n" }, 'shell script'],
  ['module mocks', { 'test/a.test.ts': "vi.mock('../src/a.ts');\n" }, 'uses vi.mock'],
  ['tests left out', { 'test/a.test.ts': "test.only('a', () => {});\n" }, 'uses test.only'],
  ['tests left out', { 'test/a.test.ts': "describe.skip('a', () => {});\n" }, 'describe.skip'],
  ['tests left out', { 'test/a.test.ts': "test.todo('a');\n" }, 'uses test.todo'],
];

// Put together here, so that this file does not break the rules that it is there to test.
const machineFolder = ['', 'root', 'models'].join('/');
const packageHost = ['registry', 'npmjs', 'org'].join('.');
const openEnd = ['TO', 'DO'].join('');

const textFaults: readonly PlantedFault[] = [
  ['root entries', { 'notes.txt': 'a\n' }, 'notes.txt lies in the root'],
  ['hosts of packages', { 'package-lock.json': `"https://${packageHost}/a"\n` }, 'a host'],
  ['paths of one machine', { 'docs/a.md': `see ${machineFolder}/a.gguf\n` }, 'docs/a.md:1'],
  ['open ends', { 'src/core/a.ts': `// ${openEnd}: later\n` }, 'leaves something to do'],
  ['open ends', { 'docs/a.md': `# A\n${openEnd} write\n` }, 'docs/a.md:2 leaves'],
  [
    'name of the repository',
    {
      'package.json': '{"repository": {"url": "git+https://host/owner/name.git"}}',
      'README.md': 'clone owner/name\n',
    },
    'README.md:1 spells owner/name',
  ],
];

export const plantedFaults: readonly PlantedFault[] = [
  ...importFaults,
  ...purityFaults,
  ...shapeFaults,
  ...habitFaults,
  ...textFaults,
];
