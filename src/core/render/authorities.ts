import { createHash } from 'node:crypto';
import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf } from '../marks.ts';
import type { RenderInput } from './render.ts';

/** Where the downloader finds the certificates. */
const folder = '/etc/llmkube';
const key = 'ca.pem';

export const authoritiesFile = `${folder}/${key}`;
export const authoritiesMount = { name: 'authorities', mountPath: folder, readOnly: true } as const;

/**
 * The certificates that downloads trust beside those of their image, where there are any. The name
 * changes with the content, so that a pod has those that it was made for.
 */
export function renderAuthorities({ release, namespace, resolved }: RenderInput): Manifest[] {
  const { authorities } = resolved.network ?? {};
  if (authorities === undefined || resolved.model.kind === 'claim') return [];
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: nameOf(release, authorities),
        namespace,
        labels: labelsOf(release, 'config'),
        annotations: { [annotationKeys.modelId]: resolved.modelId },
      },
      data: { [key]: `${authorities}\n` },
    },
  ];
}

/** The volume for the mount, where there is something to mount. */
export function authoritiesVolumes({ release, resolved }: RenderInput): readonly object[] {
  const { authorities } = resolved.network ?? {};
  if (authorities === undefined || resolved.model.kind === 'claim') return [];
  return [{ name: authoritiesMount.name, configMap: { name: nameOf(release, authorities) } }];
}

function nameOf(release: string, authorities: string): string {
  return `${release}-ca-${createHash('sha256').update(authorities).digest('hex').slice(0, 8)}`;
}
