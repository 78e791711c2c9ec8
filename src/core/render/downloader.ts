import { filesScript, s3FilesScript } from '../download/files-script.ts';
import { downloadScript, s3Script } from '../download/script.ts';
import { keyVariables } from '../download/shell-signature.ts';
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
    command: ['/bin/sh', '-c', ...scriptsOf(downloads)],
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

function scriptsOf(downloads: readonly Download[]): readonly string[] {
  const hasS3 = downloads.some(({ s3 }) => s3 !== undefined);
  const several = hasS3 ? s3FilesScript : filesScript;
  return [...(downloads.length > 1 ? [several] : []), hasS3 ? s3Script : downloadScript];
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
  return [...plain, ...tokens, ...keysOf([first, ...others])];
}

// Of the store that all objects are in.
function keysOf(files: readonly (Download | undefined)[]): readonly object[] {
  const name = files.find((file) => file?.s3?.secret !== undefined)?.s3?.secret;
  if (name === undefined) return [];
  const { id, secret, session } = keyVariables;
  const from = (key: string, rest: object = {}) => {
    return { name: key, valueFrom: { secretKeyRef: { name, key, ...rest } } };
  };
  return [from(id), from(secret), from(session, { optional: true })];
}

type Value = readonly [name: string, value: string | undefined];

function fileValues(download: Download, end = ''): Value[] {
  const { folder, file, marker, url, bytes, sha256, s3 } = download;
  return [
    [`LLMKUBE_FOLDER${end}`, folder],
    [`LLMKUBE_FILE${end}`, file],
    [`LLMKUBE_MARKER${end}`, marker],
    [`LLMKUBE_URL${end}`, literal(url)],
    [`LLMKUBE_BYTES${end}`, bytes?.toString()],
    [`LLMKUBE_SHA256${end}`, sha256],
    [`LLMKUBE_REGION${end}`, s3?.region],
  ];
}

function variablesOf(values: readonly Value[]): readonly object[] {
  return values.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

function literalIf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : literal(text);
}
