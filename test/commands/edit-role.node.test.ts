import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { asJson, everyCommand } from '../support/every-command.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'edit-role';
let models: ServedModels;
let kubeconfig: string;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  kubeconfig = await cluster.makeUser({ name: 'ann', namespace, role: 'edit' });
  const restricted = 'pod-security.kubernetes.io/enforce=restricted';
  await cluster.runKubectl(['label', 'namespace', namespace, restricted]);
});

afterAll(() => models?.close());

const words = (release: string) => ({
  release,
  source: `${models.url}/tiny.gguf`,
  image: SERVER_IMAGE_NAME,
  patience: '2m',
});

test('the stock role `edit` of a restricted namespace is enough for everything, proof included', async () => {
  // What is of the whole cluster no role of a namespace can give.
  const own = everyCommand(words('mine')).filter(([verb]) => verb !== 'cluster');
  for (const args of own) {
    const events = await llmkube(asJson(args));
    expect(events.filter(({ type }) => type === 'warning')).toEqual([]);
    const isDeploy = args[0] === 'deploy' && !args.includes('--dry-run');
    const proof = { state: 'proven', tokens: 1 };
    if (isDeploy) expect(events.at(-1)).toMatchObject({ phase: 'Ready', proof });
    if (args.length === 1) expect(JSON.stringify(events)).toContain('"phase":"Ready"');
  }
  expect(await llmkube(['list', '-o', 'json'])).toMatchObject([{ releases: [] }]);
});

test('it is enough for every field of a release, and to remove all that is in the namespace', async () => {
  const model = ['--source', `${models.url}/tiny.gguf`, '--image', SERVER_IMAGE_NAME];
  const fields = [
    ...['--replicas=2', '--cpu=50m', '--memory=512Mi', '--context-length=512'],
    ...['--cache=shared', '--cache-size=16Mi', '--create-namespace', '--require-proof', '--yes'],
  ];
  const deployed = await llmkube(['deploy', 'full', ...model, ...fields, '-o', 'json']);
  expect(deployed.at(-1)).toMatchObject({ phase: 'Ready', proof: { state: 'proven' } });
  await llmkube(['deploy', 'other', ...model, '--cache=none', '-o', 'json']);
  const removed = await llmkube(['delete', '--all', '--data', '--yes', '-o', 'json']);
  expect(JSON.stringify(removed.at(-1))).toContain('Deployment edit-role/full');
  expect(await llmkube(['list', '-o', 'json'])).toMatchObject([{ releases: [] }]);
});

async function llmkube(args: readonly string[]) {
  const run = await runCli(args, { kubeconfig });
  expect(run, args.join(' ')).toMatchObject({ exitCode: 0, stderr: '' });
  return run.events;
}
