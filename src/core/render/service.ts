import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf, selectorOf } from '../marks.ts';
import type { RenderInput } from './render.ts';

/** The port of the Service; its target is the container's port by name. */
export const servicePort = 8080;

export function renderService({ release, namespace, resolved }: RenderInput): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: release,
      namespace,
      labels: labelsOf(release, 'server'),
      annotations: { [annotationKeys.modelId]: resolved.modelId },
    },
    spec: {
      type: 'ClusterIP',
      selector: selectorOf(release, 'server'),
      ports: [{ name: 'http', port: servicePort, targetPort: 'http', protocol: 'TCP' }],
    },
  };
}

/** The base URL of the OpenAI API for clients inside the cluster. */
export function inClusterUrl(release: string, namespace: string): string {
  return `http://${release}.${namespace}.svc:${servicePort}/v1`;
}
