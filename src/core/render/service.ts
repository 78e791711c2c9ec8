import { defined } from '../defined.ts';
import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf, selectorOf } from '../marks.ts';
import type { RenderInput } from './render.ts';

/** The port of a Service that names no other; its target is the container's port by name. */
export const servicePort = 8080;

export function renderService({ release, namespace, resolved }: RenderInput): Manifest {
  const { service } = resolved;
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
      type: service?.type ?? 'ClusterIP',
      selector: selectorOf(release, 'server'),
      ports: [
        {
          name: 'http',
          port: service?.port ?? servicePort,
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

/** The base URL of the OpenAI API for clients inside the cluster. */
export function inClusterUrl(release: string, namespace: string, port = servicePort): string {
  return `http://${release}.${namespace}.svc:${port}/v1`;
}
