import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/errors/codes.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { listVersions } from '../support/namespace-objects.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'bad-input';
const leaving = 'bad-input-leaving';
let models: ServedModels;
let users: Readonly<Record<'admin' | 'viewer' | 'stranger', string>>;
let before: readonly string[];

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  models.script('/401.gguf', { status: 401 });
  models.script('/403.gguf', { status: 403 });
  await cluster.makeNamespace(namespace);
  users = {
    admin: cluster.kubeconfig,
    viewer: await cluster.makeUser({ name: 'viewer', namespace, role: 'view' }),
    stranger: await cluster.makeUser({ name: 'stranger', namespace, role: 'Role/none' }),
  };
  await occupyNames();
  await leaveNamespace();
  before = await untilStill();
});

afterAll(() => models?.close());

const model = () => ['--source', `${models.url}/tiny.gguf`, '--image', 'engine:1'];

// A release of ours, and objects of others under names that a release would take.
async function occupyNames(): Promise<void> {
  const args = ['deploy', 'Qwen2.5', ...model(), '-n', namespace, '--no-wait'];
  expect(await runCli(args, { kubeconfig: users.admin })).toMatchObject({ exitCode: 0 });
  const create = (...words: string[]) =>
    cluster.runKubectl(['create', '--namespace', namespace, ...words]);
  await create('deployment', 'deployed', '--image=engine:1', '--replicas=0');
  await create('service', 'clusterip', 'served', '--tcp=80');
  await create('configmap', 'llmkube.recorded', '--from-literal=key=value');
}

// Something in it waits for a finalizer, so it never gets further than this.
async function leaveNamespace(): Promise<void> {
  await cluster.makeNamespace(leaving);
  const metadata = { name: 'held', finalizers: ['llmkube.test/held'] };
  await cluster.api.ask('POST', `/api/v1/namespaces/${leaving}/configmaps`, { metadata });
  await cluster.api.ask('DELETE', `/api/v1/namespaces/${leaving}`);
}

// Controllers write for a moment after objects were made.
async function untilStill(): Promise<readonly string[]> {
  let last = '';
  return await pollUntil({ what: `${namespace} to be still`, seconds: 30 }, async () => {
    const rows = await listVersions(cluster, namespace);
    const isStill = rows.join() === last && rows.some((row) => row.startsWith('Pod '));
    last = rows.join();
    return isStill && rows;
  });
}

interface Row {
  readonly title: string;
  readonly args: () => readonly string[];
  readonly user?: keyof typeof users;
  readonly code: ErrorCode;
  readonly words: RegExp;
}

const rows: readonly Row[] = [
  ...[
    { status: 401, fact: 'wants a login' },
    { status: 403, fact: 'forbids it' },
    { status: 404, fact: 'has no such file' },
  ].map(({ status, fact }) => ({
    title: `a source that answers ${status}`,
    args: () => ['deploy', 'a', '--source', `${models.url}/${status}.gguf`, '--image', 'engine:1'],
    code: 'SOURCE_REFUSED' as const,
    words: new RegExp(`^fetch \`http://\\S+/${status}.gguf\`: the source ${fact} \\(${status}\\)$`),
  })),
  {
    title: 'a deploy by a user without rights',
    args: () => ['deploy', 'a', ...model()],
    user: 'stranger',
    code: 'FORBIDDEN',
    words: /user `\S+stranger` may not `get` `configmaps` in namespace `bad-input`$/,
  },
  {
    title: 'a list by a user without rights',
    args: () => ['list'],
    user: 'stranger',
    code: 'FORBIDDEN',
    words: /user `\S+stranger` may not `list` `configmaps` in namespace `bad-input`$/,
  },
  {
    title: 'a deploy by a user who may only read',
    args: () => ['deploy', 'a', ...model()],
    user: 'viewer',
    code: 'FORBIDDEN',
    words: /user `\S+viewer` may not `patch` `persistentvolumeclaims` in namespace `bad-input`$/,
  },
  {
    title: 'a delete by a user who may only read',
    args: () => ['delete', 'qwen2-5'],
    user: 'viewer',
    code: 'FORBIDDEN',
    words: /user `\S+viewer` may not `update` `configmaps` in namespace `bad-input`$/,
  },
  {
    title: 'a list of all namespaces by a user who may read one',
    args: () => ['list', '-A'],
    user: 'viewer',
    code: 'FORBIDDEN',
    words: /user `\S+viewer` may not `list` `configmaps` in the whole cluster$/,
  },
  {
    title: 'a namespace that does not exist',
    args: () => ['deploy', 'a', ...model(), '-n', 'nowhere'],
    code: 'NAMESPACE_NOT_FOUND',
    words: /^apply PersistentVolumeClaim nowhere\/a-cache: namespace `nowhere` does not exist$/,
  },
  {
    title: 'a namespace that is being deleted',
    args: () => ['deploy', 'a', ...model(), '-n', leaving],
    code: 'OBJECT_TERMINATING',
    words: /namespace bad-input-leaving because it is being terminated$/,
  },
  {
    title: 'another spelling of the name of a release',
    args: () => ['deploy', 'qwen2_5', ...model()],
    code: 'NAME_TAKEN',
    words: /^deploy `qwen2_5`: its name `qwen2-5` belongs to `Qwen2.5`$/,
  },
  {
    title: 'a Deployment of somebody else under that name',
    args: () => ['deploy', 'deployed', ...model()],
    code: 'OBJECT_FOREIGN',
    words: /^use Deployment bad-input\/deployed: it exists and is not part of this release$/,
  },
  {
    title: 'a Service of somebody else under that name',
    args: () => ['deploy', 'served', ...model()],
    code: 'OBJECT_FOREIGN',
    words: /^use Service bad-input\/served: it exists and is not part of this release$/,
  },
  {
    title: 'a ConfigMap of somebody else in the place of the record',
    args: () => ['deploy', 'recorded', ...model()],
    code: 'RECORD_UNREADABLE',
    words: /^read the record of release `recorded`: /,
  },
  {
    title: 'a delete of a release that does not exist',
    args: () => ['delete', 'unknown'],
    code: 'RELEASE_NOT_FOUND',
    words: /^delete `unknown`: namespace `bad-input` has no such release$/,
  },
  {
    title: 'a delete by a spelling that is not the name of the release',
    args: () => ['delete', 'qwen2_5'],
    code: 'RELEASE_NOT_FOUND',
    words:
      /^delete `qwen2_5`: namespace `bad-input` has no such release; did you mean `qwen2-5`\?$/,
  },
  {
    title: 'a loss that nobody can be asked about',
    args: () => ['delete', 'qwen2-5', '--data'],
    code: 'CONFIRMATION_NEEDED',
    words: /^remove the weights of qwen2-5: .* there is no terminal to ask on$/,
  },
];

test.each(rows)('$title is refused in one sentence and writes nothing', async (row) => {
  const { args, user = 'admin', ...refusal } = row;
  const words = args().includes('-n') || args().includes('-A') ? [] : ['-n', namespace];
  await expectRefusal([...args(), ...words], { kubeconfig: users[user] }, refusal);
  expect(await listVersions(cluster, namespace)).toEqual(before);
});
