import type { V1Container, V1Deployment, V1Service } from '@kubernetes/client-node';

export interface HandWritten {
  name: string;
  namespace: string;
  image: string;
  /** Where pods download the model. */
  url: string;
}

/** What somebody without any tool of ours writes to serve a model: kubectl applies it as it is. */
export function handWrittenManifests({ name, namespace, image, url }: HandWritten): object {
  const labels = { app: name };
  const template = {
    metadata: { labels },
    spec: { ...containers(image, url), volumes: [{ name: 'models', emptyDir: {} }] },
  };
  const deployment: V1Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template },
  };
  const service: V1Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: labels, ports: [{ name: 'http', port: 8080, targetPort: 'http' }] },
  };
  return { apiVersion: 'v1', kind: 'List', items: [deployment, service] };
}

function containers(image: string, url: string) {
  const volumeMounts = [{ name: 'models', mountPath: '/models' }];
  const file = '/models/model.gguf';
  const fetch: V1Container = {
    name: 'fetch',
    image,
    command: ['curl', '-fsS', '-o', file, url],
    volumeMounts,
  };
  const server: V1Container = {
    name: 'server',
    image,
    args: ['--model', file, '--host', '0.0.0.0', '--port', '8080', '--ctx-size', '512'],
    ports: [{ name: 'http', containerPort: 8080 }],
    startupProbe: {
      httpGet: { path: '/health', port: 'http' },
      periodSeconds: 1,
      failureThreshold: 600,
    },
    readinessProbe: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 5 },
    volumeMounts,
  };
  return { initContainers: [fetch], containers: [server] };
}
