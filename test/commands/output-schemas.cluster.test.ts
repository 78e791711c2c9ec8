import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { publishedSchema, schemaProblems } from '../support/published-schema.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'output-schemas';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
  for (const name of ['steady', 'edited', 'doomed']) await run(deployOf(name));
  await cluster.runKubectl(['-n', namespace, 'set', 'env', 'deployment/edited', 'BY_HAND=1']);
});

afterAll(() => models?.close());

function run(args: readonly string[]) {
  return runCli([...args, '-n', namespace, '-o', 'json'], cluster);
}

function deployOf(name: string): string[] {
  const model = ['--source', `${models.url}/tiny.gguf`, '--image', 'engine:1'];
  return ['deploy', name, ...model, '--no-wait'];
}

interface Case {
  readonly what: string;
  readonly args: () => readonly string[];
  readonly last: string;
  readonly exitCode?: number;
}

const cases: readonly Case[] = [
  { what: 'a deploy', args: () => deployOf('fresh'), last: 'deploy-result.json' },
  {
    what: 'a deploy that writes nothing',
    args: () => deployOf('steady'),
    last: 'deploy-result.json',
  },
  { what: 'a plan', args: () => [...deployOf('planned'), '--dry-run'], last: 'deploy-result.json' },
  { what: 'a list', args: () => ['list'], last: 'list-result.json' },
  { what: 'a status', args: () => ['status', 'steady'], last: 'status-result.json' },
  { what: 'a status with drift', args: () => ['status', 'edited'], last: 'status-result.json' },
  {
    what: 'a status of nothing',
    args: () => ['status', 'nothing'],
    last: 'error.json',
    exitCode: 9,
  },
  {
    what: 'a wait that runs out of time',
    args: () => ['wait', 'steady', '--timeout', '1s'],
    last: 'error.json',
    exitCode: 6,
  },
  {
    what: 'words that cannot be read',
    args: () => ['deploy', '--frobnicate'],
    last: 'error.json',
    exitCode: 2,
  },
  { what: 'a delete', args: () => ['delete', 'doomed'], last: 'delete-result.json' },
  {
    what: 'a delete of everything',
    args: () => ['delete', '--all', '--data', '--yes'],
    last: 'delete-all-result.json',
  },
];

const event = publishedSchema('event.json');
const anyLine = publishedSchema('output.json');

test.each(cases)('$what prints what $last describes, and nothing else', async (row) => {
  const { exitCode, stdout, stderr } = await run(row.args());
  expect({ exitCode, stderr }).toEqual({ exitCode: row.exitCode ?? 0, stderr: '' });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  const last = lines.pop();
  expect(schemaProblems(publishedSchema(row.last), last)).toBe('');
  expect(lines.map((line) => schemaProblems(event, line)).filter(Boolean)).toEqual([]);
  expect([...lines, last].map((line) => schemaProblems(anyLine, line)).filter(Boolean)).toEqual([]);
});

test('a field that no schema describes, and one that is missing, are found', () => {
  const started = { type: 'stageStarted', stage: 'plan' };
  expect(schemaProblems(event, started)).toBe('');
  expect(schemaProblems(event, { ...started, extra: 1 })).not.toBe('');
  expect(schemaProblems(event, { type: 'stageStarted' })).not.toBe('');
});
