import path from 'node:path';
import { execa } from 'execa';

interface Check {
  readonly name: string;
  readonly words: readonly string[];
}

// npm run check: what can be judged without a cluster, in a few lines when all is well.
const root = path.resolve(import.meta.dirname, '..');
const modules = path.join(root, 'node_modules');

/** The bundle comes first, as the surface tests read it. */
const checks: readonly Check[] = [
  { name: 'bundle', words: ['scripts/build.ts'] },
  { name: 'types', words: [`${modules}/typescript/bin/tsc`, '-p', '.', '--pretty', 'false'] },
  {
    name: 'lint and format',
    words: [`${modules}/@biomejs/biome/bin/biome`, 'check', '--error-on-warnings'],
  },
  {
    name: 'surface tests',
    words: [`${modules}/vitest/vitest.mjs`, 'run', '--project=surface', '--reporter=agent'],
  },
];

for (const check of checks) await run(check);

async function run({ name, words }: Check): Promise<void> {
  const startTime = performance.now();
  const { exitCode, all } = await execa(process.execPath, words, {
    cwd: root,
    all: true,
    reject: false,
  });
  const seconds = ((performance.now() - startTime) / 1000).toFixed(1).padStart(5);
  const isFine = exitCode === 0;
  process.stdout.write(`${isFine ? 'ok    ' : 'FAILED'} ${seconds} s  ${name}\n`);
  if (isFine) return;
  process.stdout.write(`${all}\n`);
  process.exitCode = 1;
}
