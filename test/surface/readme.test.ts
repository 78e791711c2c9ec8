import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readManifest } from '../../scripts/docs/manifest.ts';
import type { DeployResult } from '../../src/core/results.ts';
import { deleteText } from '../../src/ui/delete-text.ts';
import { deployText } from '../../src/ui/deploy-text.ts';
import { describeEvent } from '../../src/ui/reporter.ts';
import { releasesTable } from '../../src/ui/tables/releases.ts';
import { kubernetesVersions } from '../support/cluster/binary-recipes.ts';
import { parseProgramLine, programLinesOf } from './docs/command-line.ts';
import { documentAt, fencesOf, root, tree } from './docs/document.ts';

const readme = documentAt('README.md');
const { scripts, engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const session = fencesOf(readme).find(({ language }) => language === 'console')?.lines ?? [];
const commands = fencesOf(readme)
  .filter(({ language }) => language === 'sh')
  .flatMap(({ lines }) => lines);

test('the README is short and starts with one sentence', () => {
  const lines = readme.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(120);
  expect(lines[0]).toMatch(/^llmkube [^.]+\.$/);
});

test('the README names three commands, and all are scripts of the package', () => {
  const named = ['npm ci && npm run quickstart', 'npm ci && npm run demo', 'npm ci && npm test'];
  expect(commands).toEqual(named);
  const any = expect.any(String);
  expect(scripts).toMatchObject({ quickstart: any, demo: any, test: any });
});

test('the gate runs the test command of the README', () => {
  const gate = readFileSync(path.join(root, '.ci/run'), 'utf8').trimEnd().split('\n');
  expect(commands).toContain(gate.at(-1));
});

test('the README names the floor for Node and Go, and the Kubernetes of the tests', () => {
  const modules = tree.files.filter(({ path: name }) => name.endsWith('/go.mod'));
  const floors = modules.map(({ text }) => /^go (\d+\.\d+)/m.exec(text)?.[1]);
  expect(new Set(floors).size).toBe(1);
  expect(readme).toContain(`Node ${String(engines.node).replace('>=', '')} or newer`);
  expect(readme.replaceAll(/\s+/g, ' ')).toContain(`Go is ${floors[0]} or newer`);
  const tested = kubernetesVersions[0].split('.').slice(0, 2).join('.');
  expect(readme.replaceAll(/\s+/g, ' ')).toContain(`run against Kubernetes ${tested}`);
});

test('the session is short, and its commands are ones that the program reads', async () => {
  expect(session.length).toBeLessThanOrEqual(14);
  const lines = programLinesOf(readme);
  expect(lines.map((line) => line.split(' ')[1])).toEqual(['deploy', 'list', 'delete']);
  for (const line of lines) await parseProgramLine(line, readManifest(root));
});

const now = Date.parse('2026-01-01T00:00:05Z');
const release = 'smollm2';
const target = { kind: 'cluster', namespace: 'default' } as const;

const result: DeployResult = {
  type: 'result',
  release,
  target,
  revision: 1,
  changes: [{ action: 'create', object: 'Service default/smollm2', paths: [], restarts: false }],
  phase: 'Ready',
  proof: { state: 'proven', milliseconds: 18, tokens: 1 },
  endpoint: { url: '', model: release, curl: '', fromHere: { forward: '', curl: '' } },
};

const row = {
  namespace: 'default',
  release,
  phase: 'Ready',
  ready: 1,
  wanted: 1,
  model: 'https://models.example/smollm2.gguf',
  runtime: 'llamacpp',
  url: 'http://smollm2.default.svc:8080/v1',
  createdAt: '2026-01-01T00:00:00Z',
} as const;

const printed = [
  describeEvent({ type: 'stageEnded', stage: 'plan', summary: '3 to create' }),
  describeEvent({ type: 'stageEnded', stage: 'apply', summary: 'revision 1' }),
  describeEvent({ type: 'stageEnded', stage: 'observe', summary: '1 pod ready' }),
  describeEvent({ type: 'stageEnded', stage: 'prove', summary: 'first token after 18 ms' }),
  deployText(result),
  releasesTable([row], { now, showsNamespace: false, isWide: false }),
  deleteText({ type: 'result', release, target, removed: ['a', 'b', 'c'], kept: [] }),
];

test('every line that the session shows of the program is one that it prints', () => {
  const known = printed.flatMap((text) => text?.split('\n') ?? []);
  const shown = session.filter((line) => !line.startsWith('$ '));
  const strange = shown.filter((line) => !known.includes(line));
  expect(strange).toEqual(['The capital city of France is Paris.']);
});
