import { filesScript } from '../download/files-script.ts';
import { downloadScript } from '../download/script.ts';
import type { Download, Resolved } from '../resolve/resolved.ts';
import { authoritiesFile, authoritiesMount } from './authorities.ts';
import { containerNames, containerSecurityOf, literal } from './container.ts';
import type { RenderInput } from './render.ts';
import { downloaderResources } from './resources.ts';
import { weightsRoot, weightsVolume } from './weights.ts';

/** All that a pod fetches before its engine starts. */
export function downloadsOf({ model, files = [] }: Resolved): readonly Download[] {
  return [model, ...files.map(({ at }) => at)].filter((file) => file.kind === 'download');
}

/**
 * The init container that fetches the weights, and what lies beside them. The engine's own image
 * carries curl, so that the download needs no second image to be pulled; where it does not, the
 * runtime names another.
 */
export function renderDownloader(
  { release, resolved, runtime }: RenderInput,
  downloads: readonly Download[],
): object {
  const { name } = weightsVolume(release, resolved);
  return {
    name: containerNames.downloader,
    image: runtime.downloadImage(resolved) ?? resolved.image,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-c', ...(downloads.length > 1 ? [filesScript] : []), downloadScript],
    env: renderEnvironment(downloads, resolved.network),
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
  [first, ...others]: readonly Download[],
  { authorities, proxy }: NonNullable<Resolved['network']> = {},
): readonly object[] {
  const numbers = others.map((_, index) => index + 2);
  const plain = variablesOf([
    ['LLMKUBE_CACHE', weightsRoot],
    ...(first === undefined ? [] : fileValues(first)),
    ['LLMKUBE_CA_FILE', authorities === undefined ? undefined : authoritiesFile],
    ['HTTPS_PROXY', literalIf(proxy?.url)],
    ['HTTP_PROXY', literalIf(proxy?.url)],
    ['NO_PROXY', literalIf(proxy?.noProxy)],
    ['LLMKUBE_MORE', numbers.length === 0 ? undefined : numbers.join(' ')],
    ...others.flatMap((file, index) => fileValues(file, `_${index + 2}`)),
  ]);
  const tokens = [first, ...others].flatMap((file, index) => {
    if (file?.tokenSecret === undefined) return [];
    const { name, key } = file.tokenSecret;
    const suffix = index === 0 ? '' : `_${index + 1}`;
    return [{ name: `LLMKUBE_TOKEN${suffix}`, valueFrom: { secretKeyRef: { name, key } } }];
  });
  return [...plain, ...tokens];
}

type Value = readonly [name: string, value: string | undefined];

function fileValues({ folder, file, marker, url, bytes, sha256 }: Download, end = ''): Value[] {
  return [
    [`LLMKUBE_FOLDER${end}`, folder],
    [`LLMKUBE_FILE${end}`, file],
    [`LLMKUBE_MARKER${end}`, marker],
    [`LLMKUBE_URL${end}`, literal(url)],
    [`LLMKUBE_BYTES${end}`, bytes?.toString()],
    [`LLMKUBE_SHA256${end}`, sha256],
  ];
}

function variablesOf(values: readonly Value[]): readonly object[] {
  return values.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

function literalIf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : literal(text);
}
