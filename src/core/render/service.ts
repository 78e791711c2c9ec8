import { defined } from '../defined.ts';
import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf, selectorOf } from '../marks.ts';
import type { Resolved } from '../resolve/resolved.ts';
import type { RenderInput } from './render.ts';

/** The port of a Service that names no other; its target is the container's port by name. */
export const servicePort = 8080;

export function renderService({ release, namespace, resolved }: RenderInput): Manifest {
  const { service } = resolved;
  const isHeadless = service?.type === 'Headless';
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: release,
      namespace,
      labels: { ...service?.labels, ...labelsOf(release, 'server') },
      annotations: { ...service?.annotations, [annotationKeys.modelId]: resolved.modelId },
    },
    spec: {
      type: isHeadless ? 'ClusterIP' : (service?.type ?? 'ClusterIP'),
      ...(isHeadless ? { clusterIP: 'None' } : {}),
      selector: selectorOf(release, 'server'),
      ports: [
        {
          name: 'http',
          port: portOf(resolved),
          targetPort: 'http',
          protocol: 'TCP',
          ...(service?.nodePort === undefined ? {} : { nodePort: service.nodePort }),
        },
      ],
      ...defined({
        loadBalancerClass: service?.loadBalancerClass,
        loadBalancerSourceRanges: service?.sourceRanges,
      }),
    },
  };
}

/** What clients inside of the cluster reach it at. */
export function portOf({ service, enginePort }: Pick<Resolved, 'service' | 'enginePort'>): number {
  return enginePort ?? service?.port ?? servicePort;
}

/** The base URL of the OpenAI API for clients inside the cluster. */
export function inClusterUrl(release: string, namespace: string, port = servicePort): string {
  return `http://${release}.${namespace}.svc:${port}/v1`;
}
