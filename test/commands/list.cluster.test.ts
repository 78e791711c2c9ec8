import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { type CliOptions, runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const [first, second, empty] = ['list-first', 'list-second', 'list-empty'];
let models: ServedModels;
let source: string;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  source = `${models.url}/tiny.gguf`;
  for (const namespace of [first, second, empty]) await cluster.makeNamespace(namespace);
  await deploy('waiting', first);
  await deploy('stopped', first);
  await deploy('missing', first);
  await deploy('damaged', first);
  await deploy('the-longest-name-has-forty-characters-ok', second);
  await cluster.runKubectl(['-n', first, 'scale', 'deployment/stopped', '--replicas=0']);
  await cluster.runKubectl(['-n', first, 'delete', 'deployment/missing']);
  const damage = 'cli.llmkube.dev/summary={not json';
  const annotate = ['annotate', '--overwrite', 'configmap/llmkube.damaged', damage];
  await cluster.runKubectl(['-n', first, ...annotate]);
});

afterAll(() => models?.close());

async function deploy(release: string, namespace: string): Promise<void> {
  const model = ['--source', source, '--image', 'engine:1'];
  const run = await llmkube(['deploy', release, ...model, '-n', namespace, '--no-wait']);
  expect(run).toMatchObject({ exitCode: 0 });
}

const llmkube = (args: readonly string[], options: CliOptions = {}) =>
  runCli(args, { kubeconfig: cluster.kubeconfig, ...options });

interface Row {
  readonly namespace: string;
  readonly release: string;
  readonly phase: string;
}

async function rowsOf(args: readonly string[]): Promise<readonly Row[]> {
  const { exitCode, stderr, events } = await llmkube(['list', ...args, '-o', 'json']);
  expect({ exitCode, stderr, documents: events.length }).toEqual({
    exitCode: 0,
    stderr: '',
    documents: 1,
  });
  return events[0]?.releases as Row[];
}

test('each release of a namespace has its phase, and a damaged one does not hurt the others', async () => {
  const phases = await pollUntil({ what: 'the scale-down to be seen', seconds: 20 }, async () => {
    const rows = await rowsOf(['-n', first]);
    return rows.some(({ phase }) => phase === 'Stopped') && rows;
  });
  expect(phases.map(({ release, phase }) => `${release} ${phase}`)).toEqual([
    'damaged Unreadable',
    'missing Missing',
    'stopped Stopped',
    'waiting Progressing',
  ]);
});

test('a row of JSON says what a release is made of and how it stands', async () => {
  const [row] = (await rowsOf(['-n', first])).filter(({ release }) => release === 'waiting');
  expect(row).toEqual({
    namespace: first,
    release: 'waiting',
    phase: 'Progressing',
    ready: 0,
    wanted: 1,
    model: source,
    runtime: 'llamacpp',
    accelerator: 'cpu',
    cache: 'release',
    url: `http://waiting.${first}.svc:8080/v1`,
    revision: 1,
    changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+Z$/),
  });
});

test('`-A` lists every namespace, sorted, and says which', async () => {
  const rows = await rowsOf(['-A']);
  const ours = rows.filter(({ namespace }) => namespace === first || namespace === second);
  expect(ours.map(({ namespace, release }) => `${namespace}/${release}`)).toEqual([
    `${first}/damaged`,
    `${first}/missing`,
    `${first}/stopped`,
    `${first}/waiting`,
    `${second}/the-longest-name-has-forty-characters-ok`,
  ]);
  const { stdout } = await llmkube(['list', '-A']);
  expect(stdout.split('\n')[0]).toMatch(/^NAMESPACE +NAME +PHASE +READY +RUNTIME +MODEL +AGE$/);
});

test('the columns of a table begin where their titles do', async () => {
  const { stdout, stderr } = await llmkube(['list', '-n', first]);
  expect(stderr).toBe('');
  const [header = '', ...lines] = stdout.trimEnd().split('\n');
  expect(header).toMatch(/^NAME +PHASE +READY +RUNTIME +MODEL +AGE$/);
  expect(lines).toHaveLength(4);
  const starts = [...header.matchAll(/\S+/g)].map(({ index }) => index);
  for (const line of lines) {
    for (const start of starts.slice(1)) expect(line.slice(start - 3, start)).toBe('   ');
  }
  expect(stdout).toMatch(/^waiting +Progressing +0\/1 +llamacpp +http:\S+ +\d+[smh]$/m);
});

test('`-o wide` has a column more for what a release runs on, keeps and answers at', async () => {
  const { stdout } = await llmkube(['list', '-n', first, '-o', 'wide']);
  const [header = '', ...lines] = stdout.trimEnd().split('\n');
  expect(header.split(/ {3,}/)).toEqual([
    'NAME',
    'PHASE',
    'READY',
    'REVISION',
    'RUNTIME',
    'ACCELERATOR',
    'REPLICAS',
    'CACHE',
    'MODEL',
    'AGE',
    'ENDPOINT',
  ]);
  expect(lines.find((line) => line.startsWith('waiting'))?.split(/ {3,}/)).toEqual([
    ...['waiting', 'Progressing', '0/1', '1', 'llamacpp', 'cpu', '1', 'release', source],
    expect.stringMatching(/^\d+[smh]$/),
    `http://waiting.${first}.svc:8080/v1`,
  ]);
});

test('`-o name` is a list for a shell', async () => {
  const { stdout } = await llmkube(['list', '-n', first, '-o', 'name']);
  expect(stdout).toBe('damaged\nmissing\nstopped\nwaiting\n');
  const everywhere = await llmkube(['list', '-A', '-o', 'name']);
  expect(everywhere.stdout).toContain(`${first}/damaged\n${first}/missing\n`);
  expect((await llmkube(['list', '-n', empty, '-o', 'name'])).stdout).toBe('');
});

test('`-o yaml` is the same document as `-o json`', async () => {
  const { stdout } = await llmkube(['list', '-n', first, '-o', 'yaml']);
  expect(stdout).toMatch(/^releases:\n {2}- namespace: list-first\n/);
  expect(parse(stdout)).toEqual({ releases: await rowsOf(['-n', first]) });
});

test('an error of `-o yaml` is a document too', async () => {
  const { exitCode, stdout, stderr } = await llmkube([
    'list',
    '--context',
    'nowhere',
    '-o',
    'yaml',
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 8, stderr: '' });
  expect(parse(stdout)).toMatchObject({ type: 'error', error: { exitCode: 8 } });
});

test('`ls` is the same', async () => {
  const [long, short] = await Promise.all(
    ['list', 'ls'].map((verb) => llmkube([verb, '-n', first])),
  );
  expect(short?.stdout.replaceAll(/\d+s$/gm, '')).toBe(long?.stdout.replaceAll(/\d+s$/gm, ''));
});

test('a namespace without releases says so to people and is an empty list in JSON', async () => {
  const { exitCode, stdout } = await llmkube(['list', '-n', empty]);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: `No releases in namespace ${empty}\n`,
  });
  expect(await rowsOf(['-n', empty])).toEqual([]);
});

test.each([[[]], [['-o', 'json']]])(
  'a reader that goes early ends the list quietly: %j',
  async (form) => {
    const args = ['list', '-n', first, ...form];
    const { exitCode, stderr } = await llmkube(args, { isOutputClosed: true });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  },
);

test('a reader that goes early does not end a deploy half way', async () => {
  const model = ['--source', source, '--image', 'engine:1'];
  const args = ['deploy', 'unheard', ...model, '-n', second, '--no-wait', '-o', 'json'];
  const { exitCode, stderr } = await llmkube(args, { isOutputClosed: true });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const rows = await rowsOf(['-n', second]);
  expect(rows).toContainEqual(expect.objectContaining({ release: 'unheard', revision: 1 }));
});
