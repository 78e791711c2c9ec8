import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startApiProxy, untilHeld } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { type CliOptions, runCli, startCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';
import { isWrite } from '../support/traffic.ts';

const cluster = joinCluster();
const namespace = 'status';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  await cluster.makeNamespace(namespace);
  for (const id of ['Waiting_1', 'stopped', 'missing', 'damaged', 'orphaned']) await deploy(id);
  await kubectl(['scale', 'deployment/stopped', '--replicas=0']);
  await kubectl(['delete', 'deployment/missing']);
  await kubectl([
    'patch',
    'configmap/llmkube.damaged',
    '--patch',
    '{"data":{"state":"{not json"}}',
  ]);
  await kubectl(['delete', 'configmap/llmkube.orphaned']);
});

afterAll(() => models?.close());

const kubectl = (args: readonly string[]) => cluster.runKubectl(['-n', namespace, ...args]);

const llmkube = (args: readonly string[], options: CliOptions = {}) =>
  runCli([...args, '-n', namespace], { kubeconfig: cluster.kubeconfig, ...options });

const words = (id: string) => [
  ...['deploy', id, '--source', `${models.url}/tiny.gguf`, '--image', 'engine:1', '--no-wait'],
];

async function deploy(id: string): Promise<void> {
  expect(await llmkube(words(id))).toMatchObject({ exitCode: 0 });
}

async function statusOf(name: string, options: CliOptions = {}) {
  const { exitCode, stderr, events } = await llmkube(['status', name, '-o', 'json'], options);
  expect({ exitCode, stderr, documents: events.length }).toEqual({
    exitCode: 0,
    stderr: '',
    documents: 1,
  });
  return events[0] ?? {};
}

test('a release that waits for its pod says what it is, who made it and what it waits for', async () => {
  const found = await pollUntil({ what: 'the pod', seconds: 20 }, async () => {
    const status = await statusOf('waiting-1');
    return JSON.stringify(status.pods).includes('Queued') && status;
  });
  const noRoom = 'no nodes available to schedule pods';
  const pod = expect.stringMatching(/^waiting-1-/);
  const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(found).toEqual({
    target: { kind: 'cluster', context: expect.any(String), namespace },
    namespace,
    release: 'waiting-1',
    phase: 'Progressing',
    cause: { code: 'Unschedulable', message: `no node has room for it: ${noRoom}`, pod },
    ready: 0,
    wanted: 1,
    revision: 1,
    model: { id: 'Waiting_1', source: `${models.url}/tiny.gguf` },
    runtime: 'llamacpp',
    endpoint: expect.objectContaining({
      url: `http://waiting-1.${namespace}.svc:8080/v1`,
      model: 'Waiting_1',
    }),
    conditions: [
      { type: 'Applied', status: 'True', reason: 'Committed', message: 'revision 1' },
      expect.objectContaining({ type: 'Available', status: 'False', reason: 'NoPodReady' }),
      expect.objectContaining({ type: 'Ready', status: 'False' }),
      expect.objectContaining({ type: 'InSync', status: 'True' }),
    ],
    pods: [
      {
        pod,
        phase: 'Queued',
        reason: noRoom,
        restarts: 0,
        since: at,
      },
    ],
    claims: [{ claim: 'waiting-1-cache', phase: expect.stringMatching(/./), size: '1Gi' }],
    changed: { at, by: expect.stringContaining('@'), cli: '0.0.0' },
    unseen: [],
  });
});

test('a release is asked for by four requests', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  expect(await runCli(['status', 'waiting-1'], proxy)).toMatchObject({ exitCode: 0 });
  expect(proxy.requests.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
    `GET /api/v1/namespaces/${namespace}/configmaps/llmkube.waiting-1`,
    `GET /api/v1/namespaces/${namespace}/persistentvolumeclaims`,
    `GET /api/v1/namespaces/${namespace}/pods`,
    `GET /apis/apps/v1/namespaces/${namespace}/deployments/waiting-1`,
  ]);
});

test('the id and its folded name are one release, and a third spelling is none', async () => {
  expect(await statusOf('Waiting_1')).toMatchObject({ release: 'waiting-1' });
  expect(await llmkube(['status', 'Waiting.1'])).toMatchObject({ exitCode: 9 });
});

test('a name that no release has is answered with those that are near', async () => {
  const { exitCode, stderr } = await llmkube(['status', 'stoped']);
  expect(exitCode).toBe(9);
  expect(stderr).toContain('namespace `status` has no such release; did you mean `stopped`?\n');
  expect(stderr).toContain('Code: RELEASE_NOT_FOUND\n');
  expect(stderr).toContain(`  llmkube status stopped -n ${namespace}\n`);
});

test('a release that was scaled by hand is told from one that deploy has stopped', async () => {
  const status = await pollUntil({ what: 'the scale-down', seconds: 20 }, async () => {
    const found = await statusOf('stopped');
    return found.phase === 'Stopped' && found;
  });
  const what = 'it was scaled to 0 replicas, llmkube left it at 1';
  expect(status.drift).toEqual({ what });
  expect(status.conditions).toContainEqual(
    expect.objectContaining({ type: 'InSync', status: 'False', reason: 'ChangedByOthers' }),
  );
});

test('who edited a Deployment of ours is named, and what the cluster or llmkube writes is no edit', async () => {
  await deploy('edited');
  expect(await statusOf('edited')).not.toHaveProperty('drift');
  for (const verb of [
    ['scale', 'edited', '2'],
    ['restart', 'edited'],
  ]) {
    expect(await llmkube([...verb, '--no-wait'])).toMatchObject({ exitCode: 0 });
  }
  expect(await statusOf('edited')).not.toHaveProperty('drift');
  await kubectl(['set', 'env', 'deployment/edited', 'BY_HAND=1']);
  expect((await statusOf('edited')).drift).toEqual({
    what: 'fields of it were written',
    by: 'kubectl-set',
    at: expect.stringMatching(/Z$/),
  });
});

test.each([
  ['a Deployment that is gone', 'missing', 'Missing', 'DeploymentMissing'],
  ['a record that cannot be read', 'damaged', 'Unreadable', 'RecordUnseen'],
  ['a record that is gone', 'orphaned', 'Unreadable', 'RecordMissing'],
])('%s is told and is no failure', async (_, release, phase, reason) => {
  const status = await statusOf(release);
  expect(status).toMatchObject({ phase });
  expect(status.conditions).toContainEqual(expect.objectContaining({ reason }));
});

test('a change that is under way is shown with who makes it', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const held = proxy.hold((request) => isWrite(request) && request.path.includes('/services/'));
  const slow = await startCli(words('pending'), proxy);
  await untilHeld(held, slow);
  expect(await statusOf('pending')).toMatchObject({
    phase: 'Deploying',
    pending: { verb: 'deploy', process: slow.process, holder: expect.stringContaining('@') },
  });
  held.release();
  expect(await slow.done).toMatchObject({ exitCode: 0 });
  expect(await statusOf('pending')).not.toHaveProperty('pending');
});

test('the claim that a delete has kept is named where there is no release any more', async () => {
  await deploy('gone');
  expect(await llmkube(['delete', 'gone'])).toMatchObject({ exitCode: 0 });
  const { exitCode, stderr } = await llmkube(['status', 'gone']);
  expect(exitCode).toBe(9);
  expect(stderr).toContain('only the claim `gone-cache` that was kept of one');
  expect(stderr).toContain(`  llmkube delete gone --data -n ${namespace}\n`);
});

test('what a user may not see is said, and what he may is shown', async () => {
  const role = ['role', 'deployments-only', '--verb=get', '--resource=deployments'];
  await kubectl(['create', ...role]);
  const kubeconfig = await cluster.makeUser({
    name: 'bob',
    namespace,
    role: 'Role/deployments-only',
  });
  const status = await statusOf('waiting-1', { kubeconfig });
  expect(status).toMatchObject({ phase: 'Progressing', wanted: 1 });
  expect((status.unseen as { of: string }[]).map(({ of }) => of)).toEqual([
    'ConfigMap',
    'Pod',
    'PersistentVolumeClaim',
  ]);
  const blind = await llmkube(['status', 'nothing'], { kubeconfig });
  expect(blind).toMatchObject({ exitCode: 8, stderr: expect.stringContaining('FORBIDDEN') });
});

test('an object of somebody else that has the name is no release', async () => {
  await kubectl(['create', 'deployment', 'foreign', '--image=other:1']);
  expect(await llmkube(['status', 'foreign'])).toMatchObject({ exitCode: 9 });
});

test('`-o yaml` is the same document', async () => {
  const { stdout } = await llmkube(['status', 'missing', '-o', 'yaml']);
  expect(parse(stdout)).toEqual(await statusOf('missing'));
});

test('people read the phase, what was asked for and the pods', async () => {
  const { stdout, stderr } = await llmkube(['status', 'waiting-1']);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^waiting-1 is Progressing, 0\/1 pods ready in namespace status \(revis/);
  expect(stdout).toMatch(/^ {2}model +Waiting_1$/m);
  expect(stdout).toMatch(/^ {2}changed +\d+[smh] ago by \S+@\S+, llmkube 0\.0\.0$/m);
  expect(stdout).toMatch(/^POD +PHASE +RESTARTS +SINCE +REASON$/m);
  expect(stdout).toMatch(/^waiting-1-\S+ +Queued +0 +\d+[smh] +no nodes available/m);
});
