import { downloadScript } from '../download/script.ts';
import { labelsOf } from '../marks.ts';
import { cacheClaimName } from './cache-claim.ts';
import type { RenderInput } from './render.ts';

/** Names that other parts look for: logs, phases and metrics refer to them. */
export const containerNames = { server: 'server', downloader: 'download' } as const;

const cacheRoot = '/models';
/** Any number works; a fixed one keeps the files of a cache readable over restarts. */
const unprivilegedId = 10001;

const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};

/** The pod template. Nothing in it depends on a time, a host or a version: that would restart it. */
export function renderPod(input: RenderInput): object {
  const { 'app.kubernetes.io/managed-by': _, ...labels } = labelsOf(input.release, 'server');
  return {
    metadata: { labels },
    spec: {
      serviceAccountName: 'default',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 30,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: unprivilegedId,
        runAsGroup: unprivilegedId,
        fsGroup: unprivilegedId,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      initContainers: [renderDownloader(input)],
      containers: [renderServer(input)],
      volumes: [
        { name: 'cache', persistentVolumeClaim: { claimName: cacheClaimName(input.release) } },
        { name: 'scratch', emptyDir: {} },
      ],
    },
  };
}

// The engine's own image carries curl, so the download needs no second image to be pulled.
function renderDownloader({ resolved: { image, model } }: RenderInput): object {
  return {
    name: containerNames.downloader,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-c', downloadScript],
    env: [
      { name: 'LLMKUBE_CACHE', value: cacheRoot },
      { name: 'LLMKUBE_FOLDER', value: model.folder },
      { name: 'LLMKUBE_FILE', value: model.file },
      { name: 'LLMKUBE_MARKER', value: model.marker },
      { name: 'LLMKUBE_URL', value: literal(model.url) },
    ],
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: containerSecurity,
    volumeMounts: [{ name: 'cache', mountPath: cacheRoot }],
  };
}

function renderServer({ resolved, runtime }: RenderInput): object {
  const health = { path: runtime.healthPath, port: 'http', scheme: 'HTTP' };
  return {
    name: containerNames.server,
    image: resolved.image,
    imagePullPolicy: 'IfNotPresent',
    args: runtime.args(resolved, `${cacheRoot}/${resolved.model.file}`).map(literal),
    env: [{ name: 'HOME', value: '/tmp' }],
    ports: [{ name: 'http', containerPort: runtime.port, protocol: 'TCP' }],
    startupProbe: {
      httpGet: health,
      periodSeconds: 1,
      timeoutSeconds: 5,
      failureThreshold: resolved.startupSeconds,
    },
    readinessProbe: { httpGet: health, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
    livenessProbe: { httpGet: health, periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 3 },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: containerSecurity,
    volumeMounts: [
      { name: 'cache', mountPath: cacheRoot, readOnly: true },
      { name: 'scratch', mountPath: '/tmp' },
    ],
  };
}

/**
 * Keeps Kubernetes from replacing `$(NAME)` inside a value by that variable (container.args and
 * env in the Kubernetes API reference, v1.37): a doubled dollar sign stands for one.
 */
function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}
