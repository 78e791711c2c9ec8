import { downloadScript } from '../download/script.ts';
import type { Download, Resolved } from '../resolve/resolved.ts';
import { authoritiesFile, authoritiesMount } from './authorities.ts';
import { containerNames, containerSecurityOf, literal } from './container.ts';
import type { RenderInput } from './render.ts';
import { downloaderResources } from './resources.ts';
import { weightsRoot, weightsVolume } from './weights.ts';

/**
 * The init container that fetches the weights. The engine's own image carries curl, so that the
 * download needs no second image to be pulled; where it does not, the runtime names another.
 */
export function renderDownloader(
  { release, resolved, runtime }: RenderInput,
  model: Download,
): object {
  const { name } = weightsVolume(release, resolved);
  return {
    name: containerNames.downloader,
    image: runtime.downloadImage(resolved) ?? resolved.image,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-c', downloadScript],
    env: renderEnvironment(model, resolved.network),
    ...downloaderResources(resolved),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: containerSecurityOf(resolved),
    volumeMounts: [
      { name, mountPath: weightsRoot },
      { name: 'scratch', mountPath: '/tmp' },
      ...(resolved.network?.authorities === undefined ? [] : [authoritiesMount]),
    ],
  };
}

function renderEnvironment(
  { tokenSecret, ...model }: Download,
  { authorities, proxy }: NonNullable<Resolved['network']> = {},
): readonly object[] {
  const values: readonly (readonly [string, string | undefined])[] = [
    ['LLMKUBE_CACHE', weightsRoot],
    ['LLMKUBE_FOLDER', model.folder],
    ['LLMKUBE_FILE', model.file],
    ['LLMKUBE_MARKER', model.marker],
    ['LLMKUBE_URL', literal(model.url)],
    ['LLMKUBE_BYTES', model.bytes?.toString()],
    ['LLMKUBE_SHA256', model.sha256],
    ['LLMKUBE_CA_FILE', authorities === undefined ? undefined : authoritiesFile],
    ['HTTPS_PROXY', literalIf(proxy?.url)],
    ['HTTP_PROXY', literalIf(proxy?.url)],
    ['NO_PROXY', literalIf(proxy?.noProxy)],
  ];
  const plain = values.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  if (tokenSecret === undefined) return plain;
  const secretKeyRef = { name: tokenSecret.name, key: tokenSecret.key };
  return [...plain, { name: 'LLMKUBE_TOKEN', valueFrom: { secretKeyRef } }];
}

function literalIf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : literal(text);
}
