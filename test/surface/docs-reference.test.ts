import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { environmentVariables } from '../../scripts/docs/environment-page.ts';
import { outputSchema } from '../../scripts/docs/output-schema.ts';
import { referencePages } from '../../scripts/docs/reference-pages.ts';
import type { LlmkubeEvent } from '../../src/core/events.ts';
import type { DeleteResult, DeployResult, ListResult } from '../../src/core/results.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';
import { root, tree } from './docs/document.ts';
import { environmentNamesIn } from './docs/environment-names.ts';

const folder = path.join(root, 'docs/reference');
const pages = await referencePages(root);

test('docs/reference holds what `npm run docs` writes, and nothing else', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)));
  expect(files.sort()).toEqual(Object.keys(pages).sort());
});

test.each(Object.entries(pages))('%s is what `npm run docs` writes', (name, text) => {
  expect(readFileSync(path.join(folder, name), 'utf8')).toBe(text);
});

test('the environment page names the variables that the program reads', () => {
  const read = tree.sources
    .filter(({ path }) => path.startsWith('src/'))
    .flatMap((file) => environmentNamesIn(file));
  expect(Object.keys(environmentVariables).sort()).toEqual([...new Set(read)].sort());
});

const schema = z.fromJSONSchema(outputSchema(root) as Parameters<typeof z.fromJSONSchema>[0]);
const target = { kind: 'cluster', namespace: 'team', context: 'prod' } as const;
const change = {
  action: 'update',
  object: 'Deployment a/b',
  paths: ['spec'],
  restarts: true,
} as const;

const lines: readonly (LlmkubeEvent | DeployResult | DeleteResult | ListResult)[] = [
  { type: 'stageStarted', stage: 'plan' },
  { type: 'podPhaseChanged', pod: 'a', phase: 'Gone', reason: '' },
  { type: 'planComputed', changes: [change] },
  { type: 'result', release: 'a', target, removed: ['Service a/b'], kept: [] },
  {
    type: 'result',
    release: 'a',
    target,
    revision: 1,
    changes: [change],
    phase: 'Ready',
    proof: { state: 'not proven', why: 'no' },
    endpoint: { url: 'u', model: 'm', curl: 'c', fromHere: { forward: 'f', curl: 'c' } },
  },
  {
    releases: [
      {
        namespace: 'a',
        release: 'b',
        phase: 'Deleting',
        ready: 0,
        wanted: 1,
        model: '',
        runtime: '',
        url: '',
      },
    ],
  },
];

test('the schema accepts what the program prints', () => {
  const error = JSON.parse(JSON.stringify(new LlmkubeError('FORBIDDEN', 'Cannot do it: no')));
  for (const line of [...lines, error]) {
    expect(schema.safeParse(line).success, JSON.stringify(line)).toBe(true);
  }
});

test.each([
  ['an unknown stage', { type: 'stageStarted', stage: 'dance' }],
  ['a missing field', { type: 'stageEnded', stage: 'plan' }],
  ['a wrong phase', { type: 'podPhaseChanged', pod: 'a', phase: 'Fine', reason: '' }],
  [
    'an unknown code',
    { error: { code: 'X', message: '', exitCode: 1, facts: {}, suggestions: [] } },
  ],
])('the schema refuses %s', (_, line) => {
  expect(schema.safeParse(line).success).toBe(false);
});
