import type { V1Service } from '@kubernetes/client-node';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildServerImage, type ServerImage } from '../images/build-server-image.ts';
import { handWrittenManifests } from './hand-written-manifests.ts';
import { enter } from './sandbox.ts';
import { serveTinyModel } from './serve-tiny-model.ts';
import { startCluster } from './start-cluster.ts';
import type { TestCluster } from './test-cluster.ts';
import { createPod, untilPod } from './test-pods.ts';

let image: ServerImage;
let cluster: TestCluster;

beforeAll(async () => {
  image = await buildServerImage();
  cluster = await startCluster({ node: true, images: [image.archive], kubeProxy: true });
});

afterAll(() => cluster?.stop());

test('with kube-proxy a pod reaches another by the address of its Service', async () => {
  const url = `${(await serveTinyModel(cluster.hostAddress)).url}/tiny.gguf`;
  const manifests = handWrittenManifests({
    name: 'tiny',
    namespace: 'default',
    image: image.name,
    url,
  });
  await cluster.runKubectl(['apply', '--filename=-'], JSON.stringify(manifests));
  const path = '/api/v1/namespaces/default/services/tiny';
  const { spec } = await cluster.api.ask<V1Service>('GET', path);
  const health = `http://${spec?.clusterIP}:8080/health`;
  const command = ['curl', '-fsS', '--retry', '60', '--retry-delay', '1', '--retry-all-errors'];
  await createPod(cluster, 'caller', { image: image.name, command: [...command, health] });
  await untilPod(cluster, 'caller', ({ status }) => {
    return status?.containerStatuses?.[0]?.lastState?.terminated?.exitCode === 0;
  });
});

test('the rules of kube-proxy are in the network of the run and nowhere else', async () => {
  const list = ['list', 'tables'];
  const inside = await execa(...enter(cluster.description.sandbox, 'nft', list));
  const outside = await execa('nft', list);
  expect(inside.stdout).toContain('kube-proxy');
  expect(outside.stdout).not.toContain('kube-proxy');
});
