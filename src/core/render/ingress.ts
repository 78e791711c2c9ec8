import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf } from '../marks.ts';
import { ingressClasses } from './ingress-classes.ts';
import type { RenderInput } from './render.ts';

/** The way in through an ingress controller, where one is wanted. */
export function renderIngress({ release, namespace, resolved }: RenderInput): Manifest[] {
  const { ingress, modelId } = resolved;
  if (ingress === undefined) return [];
  const { host, path = '/', class: className, tlsSecret, annotations } = ingress;
  const backend = { service: { name: release, port: { name: 'http' } } };
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: release,
        namespace,
        labels: labelsOf(release, 'server'),
        annotations: {
          ...annotationsOf(className),
          ...annotations,
          [annotationKeys.modelId]: modelId,
        },
      },
      spec: {
        ...(className === undefined ? {} : { ingressClassName: className }),
        ...(tlsSecret === undefined ? {} : { tls: [{ hosts: [host], secretName: tlsSecret }] }),
        rules: [{ host, http: { paths: [{ path, pathType: 'Prefix', backend }] } }],
      },
    },
  ];
}

function annotationsOf(className: string | undefined): Readonly<Record<string, string>> {
  if (className === undefined || !Object.hasOwn(ingressClasses, className)) return {};
  return ingressClasses[className] ?? {};
}
