import { setTimeout as delay } from 'node:timers/promises';
import type { V1Deployment, V1PodList } from '@kubernetes/client-node';
import { pollUntil } from '../../test/support/cluster/poll-until.ts';
import type { Bed } from './bed.ts';

// The pace at which the floor was first taken; a faster one competes with what it measures.
const pauseMilliseconds = 50;
const name = 'floor';

/**
 * The least that this machine allows: manifests written by hand, created over one connection
 * that is open already, and no command line at all. Gives back the seconds from the first
 * request to a token through the API server's service proxy, and removes what it made.
 */
export async function timeHandWrittenFloor(bed: Bed): Promise<number> {
  const { api } = bed.cluster;
  const deployments = `/apis/apps/v1/namespaces/${bed.namespace}/deployments`;
  const services = `/api/v1/namespaces/${bed.namespace}/services`;
  const begun = performance.now();
  await api.ask('POST', deployments, floorDeployment(bed));
  await api.ask('POST', services, floorService());
  await untilTrue(async () => {
    const { status } = await api.ask<V1Deployment>('GET', `${deployments}/${name}`);
    return status?.availableReplicas === 1;
  });
  await untilTrue(async () => {
    const question = { prompt: 'hi', max_tokens: 1 };
    const proxy = `${services}/${name}:http/proxy/v1/completions`;
    return (await api.request('POST', proxy, question)).status === 200;
  });
  const seconds = (performance.now() - begun) / 1000;
  await api.ask('DELETE', `${deployments}/${name}`, { propagationPolicy: 'Background' });
  await api.ask('DELETE', `${services}/${name}`);
  await untilPodsAreGone(bed);
  return seconds;
}

// The next sample starts on an idle node.
async function untilPodsAreGone({ cluster, namespace }: Bed): Promise<void> {
  const pods = `/api/v1/namespaces/${namespace}/pods?labelSelector=app%3D${name}`;
  await pollUntil({ what: 'the pods of the floor to go', seconds: 60 }, async () => {
    return (await cluster.api.ask<V1PodList>('GET', pods)).items.length === 0;
  });
}

async function untilTrue(probe: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!(await probe())) {
    if (performance.now() > deadline) throw new Error('The floor gave no token within 120 s');
    await delay(pauseMilliseconds);
  }
}

function floorService(): object {
  return {
    metadata: { name },
    spec: {
      selector: { app: name },
      ports: [{ name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP' }],
    },
  };
}

function floorDeployment({ image, modelUrl }: Bed): object {
  return {
    metadata: { name },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: floorPod(image, modelUrl) },
    },
  };
}

function floorPod(image: string, modelUrl: string): object {
  const common = {
    image,
    imagePullPolicy: 'IfNotPresent',
    volumeMounts: [{ name: 'models', mountPath: '/models' }],
  };
  const file = '/models/tiny.gguf';
  const health = { httpGet: { path: '/health', port: 8080 } };
  return {
    serviceAccountName: 'default',
    terminationGracePeriodSeconds: 1,
    initContainers: [
      { ...common, name: 'download', command: ['curl', '-fsS', '-o', file, modelUrl] },
    ],
    containers: [
      {
        ...common,
        name: 'server',
        args: ['-m', file, '--host', '0.0.0.0', '--port', '8080', '-c', '512'],
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        startupProbe: { ...health, periodSeconds: 1, failureThreshold: 600 },
        readinessProbe: { ...health, periodSeconds: 5 },
      },
    ],
    volumes: [{ name: 'models', emptyDir: {} }],
  };
}
