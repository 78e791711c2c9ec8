import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parseRequest } from '../../../scripts/bench/request.ts';

const known = ['deploy', 'list'];

test('no words ask for every benchmark, ten times, as text', () => {
  expect(parseRequest([], known)).toEqual({ runs: 10, output: 'text', names: known });
});

test('words choose benchmarks, runs and output', () => {
  const request = parseRequest(['list', '--runs', '3', '-o', 'json'], known);
  expect(request).toEqual({ runs: 3, output: 'json', names: ['list'] });
});

test.each([
  [['nothing-like-it']],
  [['--runs', '0']],
  [['--runs', '1.5']],
  [['--runs', 'many']],
  [['--output', 'yaml']],
  [['--unknown']],
])('%j makes no sense', (words) => {
  expect(parseRequest(words, known)).toBeUndefined();
});

test('what makes no sense is answered with the usage and status 2', async () => {
  const program = path.resolve(import.meta.dirname, '../../../scripts/bench.ts');
  const run = await execa(process.execPath, [program, 'nothing-like-it'], { reject: false });
  expect(run.stderr).toBe(
    'Usage: npm run bench [-- [--runs N] [-o json] [deploy|redeploy|list|version|help|documents|listener|local|render|fit ...]]',
  );
  expect(run.stdout).toBe('');
  expect(run.exitCode).toBe(2);
});
