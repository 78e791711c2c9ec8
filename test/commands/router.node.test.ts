import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'router';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
  await fillClaim();
});

afterAll(() => models?.close());

/** A claim of the user, with a folder of two models. */
async function fillClaim(): Promise<void> {
  const base = `/api/v1/namespaces/${namespace}`;
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  await cluster.api.ask('POST', `${base}/persistentvolumeclaims`, {
    metadata: { name: 'weights' },
    spec,
  });
  const fetched = ['tiny', 'other'].map((name) => `curl -sfO ${models.url}/${name}.gguf`);
  const script = ['mkdir -p /weights/models', 'cd /weights/models', ...fetched].join(' && ');
  await cluster.api.ask('POST', `${base}/pods`, {
    metadata: { name: 'filler' },
    spec: {
      restartPolicy: 'OnFailure',
      // Only a group is given what a volume of the cluster holds.
      securityContext: { runAsUser: 65_532, runAsGroup: 65_532, fsGroup: 65_532 },
      containers: [
        {
          name: 'filler',
          image: SERVER_IMAGE_NAME,
          command: ['sh', '-c', script],
          volumeMounts: [{ name: 'weights', mountPath: '/weights' }],
        },
      ],
      volumes: [{ name: 'weights', persistentVolumeClaim: { claimName: 'weights' } }],
    },
  });
  const phase = '--for=jsonpath={.status.phase}=Succeeded';
  await cluster.runKubectl(['wait', 'pod/filler', '-n', namespace, phase, '--timeout=60s']);
}

async function llmkube(...words: readonly string[]) {
  const [verb = '', ...rest] = words;
  return await runCli([verb, '-n', namespace, '-o', 'json', ...rest], cluster);
}

async function ask(model: string) {
  const path = `/api/v1/namespaces/${namespace}/services/many:http/proxy/v1/completions`;
  const answer = await cluster.api.request('POST', path, { model, prompt: 'hi', max_tokens: 1 });
  return { status: answer.status, model: Object(answer.body).model };
}

test('one release serves all models of a folder, of which one is in memory at a time', async () => {
  const made = await llmkube(
    ...['deploy', 'many', '--source', 'pvc://weights/models', '--image', SERVER_IMAGE_NAME],
    ...['--set', 'model.id=tiny', '--set', 'runtime.llamacpp.router.maxModels=1'],
    '--require-proof',
  );
  expect(made, made.stdout).toMatchObject({ exitCode: 0 });
  expect(made.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
  expect(await ask('other')).toMatchObject({ status: 200, model: 'other' });
  expect(await ask('tiny')).toMatchObject({ status: 200, model: 'tiny' });
  const log = await cluster.runKubectl(['logs', 'deployment/many', '-n', namespace]);
  expect(log).toMatch(/router mode/);
  expect(log.match(/spawning server instance with name=tiny/g)).toHaveLength(2);
  expect(await llmkube('chat', 'many', 'Hello', '--once')).toMatchObject({ exitCode: 0 });
});

test('a model that the folder does not have is no release that is proven', async () => {
  const made = await llmkube('deploy', 'many', '--set', 'model.id=absent', '--yes');
  expect(made.events.at(-1)).toMatchObject({
    error: { code: 'PROOF_FAILED', message: expect.stringContaining("'absent' not found") },
  });
});
