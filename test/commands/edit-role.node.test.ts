import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
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

test('the stock role `edit` of a restricted namespace is enough for everything, proof included', async () => {
  const source = `${models.url}/tiny.gguf`;
  const model = ['--source', source, '--image', SERVER_IMAGE_NAME];
  const deployed = await llmkube(['deploy', 'mine', ...model]);
  expect(deployed.filter(({ type }) => type === 'warning')).toEqual([]);
  expect(deployed.at(-1)).toMatchObject({ phase: 'Ready', proof: { state: 'proven', tokens: 1 } });
  const [list] = await llmkube(['list']);
  expect(list).toMatchObject({
    releases: [{ namespace, release: 'mine', phase: 'Ready', ready: 1, wanted: 1 }],
  });
  const removed = (await llmkube(['delete', 'mine', '--data', '--yes'])).at(-1)?.removed;
  expect(removed).toHaveLength(3);
  expect(await llmkube(['list'])).toEqual([{ releases: [] }]);
});

async function llmkube(args: readonly string[]) {
  const run = await runCli([...args, '-o', 'json'], { kubeconfig });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return run.events;
}
