import { defined } from '../defined.ts';
import type { PodSettings } from '../intent/pod-schema.ts';
import { labelsOf } from '../marks.ts';
import { authoritiesVolumes } from './authorities.ts';
import { containerNames, containerSecurityOf, literal } from './container.ts';
import { renderDownloader } from './downloader.ts';
import { engineVariables } from './engine-variables.ts';
import type { RenderInput } from './render.ts';
import { gpuTolerations, podClaims, serverResources } from './resources.ts';
import { weightsRoot, weightsVolume } from './weights.ts';

/** Any number works; a fixed one keeps the files of a cache readable over restarts. */
const unprivilegedId = 10001;

/** The pod template. Nothing in it depends on a time, a host or a version: that would restart it. */
export function renderPod(input: RenderInput): object {
  const { 'app.kubernetes.io/managed-by': _, ...labels } = labelsOf(input.release, 'server');
  const { release, resolved } = input;
  const { model, pod = {} } = resolved;
  return {
    metadata: {
      labels: { ...pod.labels, ...labels },
      ...defined({ annotations: pod.annotations }),
    },
    spec: {
      serviceAccountName: 'default',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 30,
      ...schedulingOf(input),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: unprivilegedId,
        runAsGroup: unprivilegedId,
        fsGroup: unprivilegedId,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
        ...pod.security,
      },
      ...podClaims(resolved),
      ...(model.kind === 'download' ? { initContainers: [renderDownloader(input, model)] } : {}),
      containers: [renderServer(input)],
      volumes: [
        weightsVolume(release, resolved),
        { name: 'scratch', emptyDir: {} },
        ...authoritiesVolumes(input),
        ...(pod.volumes ?? []),
      ],
    },
  };
}

function schedulingOf({ resolved }: RenderInput): object {
  const { pod = {} } = resolved;
  const tolerations = [...gpuTolerations(resolved), ...(pod.tolerations ?? [])];
  return defined({
    priorityClassName: pod.priorityClass,
    runtimeClassName: pod.runtimeClass,
    nodeSelector: pod.nodeSelector,
    affinity: pod.affinity,
    topologySpreadConstraints: pod.topologySpread,
    imagePullSecrets: pod.pullSecrets?.map((name) => ({ name })),
    tolerations: tolerations.length === 0 ? undefined : tolerations,
  });
}

function renderServer({ release, resolved, runtime }: RenderInput): object {
  const { name } = weightsVolume(release, resolved);
  const { command, pod = {} } = resolved;
  return {
    name: containerNames.server,
    image: resolved.image,
    imagePullPolicy: 'IfNotPresent',
    ...defined({ command: command?.map(literal) }),
    args: runtime.args(resolved, { weights: `${weightsRoot}/${resolved.model.file}` }).map(literal),
    ...engineVariables(resolved),
    ports: [{ name: 'http', containerPort: runtime.port, protocol: 'TCP' }],
    ...serverResources(resolved),
    ...probesOf(runtime.healthPath, resolved.startupSeconds, pod.probes),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: containerSecurityOf(resolved),
    volumeMounts: [
      { name, mountPath: weightsRoot, readOnly: true },
      { name: 'scratch', mountPath: '/tmp' },
      ...(pod.mounts ?? []),
    ],
  };
}

function probesOf(path: string, startupSeconds: number, own: PodSettings['probes'] = {}): object {
  const httpGet = { path, port: 'http', scheme: 'HTTP' };
  return {
    startupProbe: own.startup ?? {
      httpGet,
      periodSeconds: 1,
      timeoutSeconds: 5,
      failureThreshold: startupSeconds,
    },
    readinessProbe: own.readiness ?? {
      httpGet,
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
    livenessProbe: own.liveness ?? {
      httpGet,
      periodSeconds: 15,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
  };
}
