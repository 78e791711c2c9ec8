import { labelsOf } from '../marks.ts';
import { authoritiesVolumes } from './authorities.ts';
import { containerNames, containerSecurity, literal } from './container.ts';
import { renderDownloader } from './downloader.ts';
import type { RenderInput } from './render.ts';
import { gpuTolerations, serverResources } from './resources.ts';
import { weightsRoot, weightsVolume } from './weights.ts';

/** Any number works; a fixed one keeps the files of a cache readable over restarts. */
const unprivilegedId = 10001;

/** The pod template. Nothing in it depends on a time, a host or a version: that would restart it. */
export function renderPod(input: RenderInput): object {
  const { 'app.kubernetes.io/managed-by': _, ...labels } = labelsOf(input.release, 'server');
  const { release, resolved } = input;
  const { model, priorityClass } = resolved;
  return {
    metadata: { labels },
    spec: {
      serviceAccountName: 'default',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 30,
      ...(priorityClass === undefined ? {} : { priorityClassName: priorityClass }),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: unprivilegedId,
        runAsGroup: unprivilegedId,
        fsGroup: unprivilegedId,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      ...gpuTolerations(resolved),
      ...(model.kind === 'download' ? { initContainers: [renderDownloader(input, model)] } : {}),
      containers: [renderServer(input)],
      volumes: [
        weightsVolume(release, resolved),
        { name: 'scratch', emptyDir: {} },
        ...authoritiesVolumes(input),
      ],
    },
  };
}

function renderServer({ release, resolved, runtime }: RenderInput): object {
  const health = { path: runtime.healthPath, port: 'http', scheme: 'HTTP' };
  const { name } = weightsVolume(release, resolved);
  return {
    name: containerNames.server,
    image: resolved.image,
    imagePullPolicy: 'IfNotPresent',
    args: runtime.args(resolved, { weights: `${weightsRoot}/${resolved.model.file}` }).map(literal),
    env: [{ name: 'HOME', value: '/tmp' }],
    ports: [{ name: 'http', containerPort: runtime.port, protocol: 'TCP' }],
    ...serverResources(resolved),
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
      { name, mountPath: weightsRoot, readOnly: true },
      { name: 'scratch', mountPath: '/tmp' },
    ],
  };
}
