import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/errors/codes.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { listVersions } from '../support/namespace-objects.ts';
import { runCli } from '../support/run-cli.ts';
import { takePort } from '../support/take-port.ts';

const cluster = joinCluster();
const namespace = 'bad-command-line';
const sockets = new Set<Socket>();
// Takes every connection and never says a word.
const silent = createServer((socket) => void sockets.add(socket));
let folder: string;
let before: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bad-command-line-'));
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  await cluster.makeNamespace(namespace);
  before = await listVersions(cluster, namespace);
});

afterAll(async () => {
  silent.close();
  for (const socket of sockets) socket.destroy();
  await rm(folder, { recursive: true });
});

const model = ['--source', 'http://127.0.0.1:9/m.gguf', '--image', 'engine:1'];
const image = ['--image', 'engine:1'];

interface Row {
  readonly title: string;
  readonly args: readonly string[];
  readonly code: ErrorCode;
  readonly words: RegExp;
}

const rows: readonly Row[] = [
  {
    title: 'an unknown command',
    args: ['frobnicate'],
    code: 'USAGE',
    words: /there is no command frobnicate$/,
  },
  {
    title: 'an unknown flag',
    args: ['deploy', 'a', ...model, '--frob'],
    code: 'USAGE',
    words: /Nonexistent flag: --frob$/,
  },
  {
    title: 'a flag that the Go operator calls otherwise',
    args: ['deploy', 'a', ...model, '--gpu'],
    code: 'USAGE',
    words: /`--gpu`: use --gpus 1$/,
  },
  {
    title: 'a flag of the Go operator that there is not yet',
    args: ['deploy', 'a', ...model, '--memory-fraction', '0.8'],
    code: 'USAGE',
    words: /`--memory-fraction`: it is not supported yet$/,
  },
  {
    title: 'a number of tokens in the place of a context',
    args: ['deploy', 'a', ...model, '--context', '8192'],
    code: 'USAGE',
    words: /`--context`: use --context-length <tokens>, since --context names a context/,
  },
  {
    title: 'a flag without its value',
    args: ['deploy', 'a', '--image', 'engine:1', '--source'],
    code: 'USAGE',
    words: /--source expects a value$/,
  },
  {
    title: 'a deploy of nothing',
    args: ['deploy', ...model],
    code: 'USAGE',
    words: /Missing 1 required arg: model$/,
  },
  {
    title: 'a delete of nothing',
    args: ['delete'],
    code: 'USAGE',
    words: /it has no name and no --all$/,
  },
  {
    title: 'one name too many',
    args: ['delete', 'a', 'b'],
    code: 'USAGE',
    words: /Unexpected argument: b$/,
  },
  {
    title: 'two flags that exclude each other',
    args: ['list', '-A', '-n', 'other'],
    code: 'USAGE',
    words: /--namespace=other cannot also be provided when using --all-namespaces$/,
  },
  {
    title: 'a source in the place of a name',
    args: ['deploy', './model.gguf', ...model],
    code: 'INVALID_NAME',
    words: /^name a release `.\/model.gguf`: it is a model source$/,
  },
  {
    title: 'a name without letters',
    args: ['deploy', '!!!', ...model],
    code: 'INVALID_NAME',
    words: /no letter from a to z and no digit$/,
  },
  {
    title: 'a new release without a source',
    args: ['deploy', 'a', ...image],
    code: 'MODEL_NOT_FOUND',
    words: /neither a release nor a model .* no --source says where its weights are$/,
  },
  {
    title: 'an image that is none',
    args: ['deploy', 'a', '--source', 'http://h/m.gguf', '--image', 'a b'],
    code: 'INVALID_FIELD',
    words: /`runtime.image` is not an image reference$/,
  },
  {
    title: 'a source of no known form',
    args: ['deploy', 'a', '--source', 'nonsense', ...image],
    code: 'INVALID_SOURCE',
    words: /^read model source `nonsense`: it has no known form$/,
  },
  {
    title: 'a source with a password in it',
    args: ['deploy', 'a', '--source', 'https://user:secret@h/m.gguf', ...image],
    code: 'INVALID_SOURCE',
    words: /^read model source the given URL: it holds a user name or a password/,
  },
  {
    title: 'a context that does not exist',
    args: ['list', '--context', 'nowhere'],
    code: 'KUBECONFIG_INVALID',
    words: /^use context `nowhere`: there is no such context$/,
  },
  {
    title: 'a kubeconfig that does not exist',
    args: ['list', '--kubeconfig', '/nonexistent/kubeconfig'],
    code: 'KUBECONFIG_INVALID',
    words: /^read kubeconfig `\/nonexistent\/kubeconfig`: there is no such file$/,
  },
];

test.each(rows)('$title is refused in one sentence', async ({ args, ...refusal }) => {
  await expectRefusal(args, { kubeconfig: cluster.kubeconfig }, refusal);
});

test.each([
  [['frobnicate'], 'llmkube --help'],
  [['deploy', 'a', '--frob'], 'llmkube deploy --help'],
  [['render', 'a', '--gpu'], 'llmkube render --help'],
  [['metal', 'serve', '--frob'], 'llmkube metal serve --help'],
  [['status', './model.gguf'], 'llmkube status --help'],
  [
    ['deploy', 'a', '--source', 'http://h/m.gguf', '--image', 'a b'],
    'llmkube explain spec.runtime.image',
  ],
  [['render', 'org/repo', '--set', 'model.source='], 'llmkube render <name> --source <url>'],
  [['render', 'a', '--name', 'b'], 'llmkube render b'],
  [['deploy', 'a', ...model, '--set', 'runtime.env.A=1'], 'llmkube explain spec.runtime.env'],
])('what is to be typed after %j is of that command', async (args, command) => {
  const run = await runCli([...args, '-o', 'json'], { kubeconfig: cluster.kubeconfig });
  const { error } = run.events.at(-1) as { error: { suggestions: string[] } };
  expect(error.suggestions[0]).toBe(command);
});

test.each(['pod.annotations.a', 'pod.labels.a', 'runtime.env.GREETING'])(
  'a token by --set %s is refused and not repeated',
  async (field) => {
    const token = `hf_${'a'.repeat(34)}`;
    const args = ['deploy', 'a', ...model, '--set', `${field}=${token}`, '-o', 'json'];
    const run = await runCli(args, { kubeconfig: cluster.kubeconfig });
    expect(run.events.at(-1)).toMatchObject({ error: { code: 'INVALID_FIELD' } });
    expect(run.stdout + run.stderr).not.toContain(token);
  },
);

test('a source of a registry is refused by the name of its kind', async () => {
  const words = /sources of kind `oci` are not supported/;
  const args = ['deploy', 'a', '--source', 'oci://registry.test/model:1', ...image];
  const refusal = { code: 'UNSUPPORTED_SOURCE', words } as const;
  await expectRefusal(args, { kubeconfig: cluster.kubeconfig }, refusal);
});

test('a file of this machine is refused for pods, with the way out', async () => {
  const refusal = {
    code: 'INVALID_FIELD',
    words: /`model\.source` is a file of this machine, which no pod can read$/,
  } as const;
  const args = ['deploy', 'a', '--source', './model.gguf', ...image];
  await expectRefusal(args, { kubeconfig: cluster.kubeconfig }, refusal);
});

const verbs = [['list'], ['delete', 'a'], ['deploy', 'a', ...model]];

test.each(verbs)('without a kubeconfig `%s` names where it looked', async (...args) => {
  const words = /^find a cluster: no kubeconfig at `\/nonexistent\/config`$/;
  const options = { kubeconfig: '/nonexistent/config' };
  await expectRefusal(args, options, { code: 'NO_TARGET', words });
});

test.each(verbs)('where nothing listens `%s` says so and names the server', async (...args) => {
  const port = await takePort();
  const kubeconfig = await writeKubeconfig(`http://127.0.0.1:${port}`);
  const words = new RegExp(`nothing listens on \`http://127.0.0.1:${port}\`$`);
  await expectRefusal(args, { kubeconfig }, { code: 'CLUSTER_UNREACHABLE', words });
});

test('a server that never answers is given up after half a minute', async () => {
  const { port } = silent.address() as AddressInfo;
  const kubeconfig = await writeKubeconfig(`http://127.0.0.1:${port}`);
  const words = new RegExp(`\`http://127.0.0.1:${port}\` does not answer in time$`);
  await expectRefusal(['list'], { kubeconfig }, { code: 'CLUSTER_UNREACHABLE', words });
});

test('nothing of all this wrote anything', async () => {
  expect(await listVersions(cluster, namespace)).toEqual(before);
});

async function writeKubeconfig(server: string): Promise<string> {
  const file = join(folder, 'kubeconfig');
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'far',
    clusters: [{ name: 'far', cluster: { server } }],
    contexts: [{ name: 'far', context: { cluster: 'far', user: 'nobody', namespace } }],
    users: [{ name: 'nobody', user: {} }],
  };
  await writeFile(file, JSON.stringify(content));
  return file;
}
