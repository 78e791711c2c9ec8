import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf } from '../marks.ts';
import type { RenderInput } from './render.ts';
import { portOf } from './service.ts';

/** Of the Gateway API: none at all. */
const noLimit = '0s';

/**
 * The way in through a Gateway, where one is wanted. What the API server would fill in is said, so
 * that applying it again changes nothing.
 */
export function renderHttpRoute({ release, namespace, resolved }: RenderInput): Manifest[] {
  const { route, modelId } = resolved;
  if (route === undefined) return [];
  const { parent, host, path = '/', timeout = noLimit } = route;
  return [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: {
        name: release,
        namespace,
        labels: labelsOf(release, 'server'),
        annotations: { [annotationKeys.modelId]: modelId },
      },
      spec: {
        parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', ...parent }],
        hostnames: [host],
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: path } }],
            backendRefs: [
              {
                group: '',
                kind: 'Service',
                name: release,
                port: portOf(resolved),
                weight: 1,
              },
            ],
            timeouts: { request: timeout },
          },
        ],
      },
    },
  ];
}
