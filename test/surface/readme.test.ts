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
const sessions = fencesOf(readme).filter(({ language }) => language === 'console');
const commands = fencesOf(readme)
  .filter(({ language }) => language === 'sh')
  .flatMap(({ lines }) => lines);

test('the README is short and starts with one sentence', () => {
  const lines = readme.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(120);
  expect(lines[0]).toMatch(/^llmkube [^.]+\.$/);
});

test('the README names three commands, scripts of the package, the one of a minute first', () => {
  const names = ['run quickstart', 'run demo', 'test'];
  expect(commands).toEqual(names.map((name) => `npm ci && npm ${name}`));
  const isThere = expect.any(String);
  expect(scripts).toMatchObject({ quickstart: isThere, demo: isThere, test: isThere });
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

test('two sessions are short, on a machine first, and the program reads their commands', async () => {
  expect(sessions).toHaveLength(2);
  for (const { lines } of sessions) expect(lines.length).toBeLessThanOrEqual(14);
  const lines = programLinesOf(readme);
  expect(
    lines.map((line) => `${line.split(' ')[1]}${line.includes('--local') ? ' here' : ''}`),
  ).toEqual(['deploy here', 'chat here', 'list here', 'delete here', 'deploy', 'delete']);
  for (const line of lines) await parseProgramLine(line, readManifest(root));
});

const now = Date.parse('2026-01-01T00:00:05Z');
const release = 'smollm2';
const cluster = { kind: 'cluster', namespace: 'default' } as const;
const machine = { kind: 'machine', namespace: 'local' } as const;

const result: DeployResult = {
  type: 'result',
  release,
  target: cluster,
  revision: 1,
  changes: [{ action: 'create', object: 'Service default/smollm2', paths: [], restarts: false }],
  phase: 'Ready',
  proof: { state: 'proven', milliseconds: 18, tokens: 1 },
  endpoint: { url: '', model: release, curl: '', fromHere: { forward: '', curl: '' } },
};

const row = {
  namespace: 'local',
  release,
  phase: 'Ready',
  ready: 1,
  wanted: 1,
  model: '/models/smollm2.gguf',
  runtime: 'llamacpp',
  url: 'http://127.0.0.1:11500/v1',
  createdAt: '2026-01-01T00:00:00Z',
} as const;

const printed = [
  describeEvent({
    type: 'memoryEstimated',
    neededBytes: 1.6 * 1024 ** 3,
    freeBytes: 22 * 1024 ** 3,
  }),
  describeEvent({ type: 'stageEnded', stage: 'plan', summary: '1 to create' }),
  describeEvent({ type: 'stageEnded', stage: 'plan', summary: '3 to create' }),
  describeEvent({ type: 'stageEnded', stage: 'apply', summary: 'revision 1' }),
  describeEvent({ type: 'stageEnded', stage: 'observe', summary: '1 pod ready' }),
  describeEvent({ type: 'stageEnded', stage: 'prove', summary: 'first token after 18 ms' }),
  describeEvent({ type: 'stageEnded', stage: 'prove', summary: 'first token after 63 ms' }),
  deployText(result),
  deployText({ ...result, target: machine }),
  releasesTable([row], { now, showsNamespace: false, isWide: false }),
  deleteText({ type: 'result', release, target: machine, removed: ['a'], kept: [] }),
  deleteText({ type: 'result', release, target: cluster, removed: ['a', 'b', 'c'], kept: [] }),
];

test('every line that the sessions show of the program is one that it prints', () => {
  const known = printed.flatMap((text) => text?.split('\n') ?? []);
  const shown = sessions.flatMap(({ lines }) => lines).filter((line) => !line.startsWith('$ '));
  const strange = shown.filter((line) => !known.includes(line));
  expect(strange).toEqual(['The capital city of France is Paris.']);
});
