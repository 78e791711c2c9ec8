import { defined } from '../defined.ts';
import type { PodSettings } from '../intent/pod-schema.ts';
import { labelsOf, selectorOf } from '../marks.ts';
import type { Listening } from '../runtime.ts';
import { authoritiesMount, authoritiesVolumes } from './authorities.ts';
import { containerNames, containerSecurityOf, literalBut } from './container.ts';
import { disruptionMarks } from './disruption.ts';
import { downloadsOf, renderDownloader } from './downloader.ts';
import { graceSeconds, renderDrain } from './drain.ts';
import { writesToCache } from './engine-store.ts';
import { engineVariables } from './engine-variables.ts';
import { podSecurityOf } from './pod-security.ts';
import type { RenderInput } from './render.ts';
import { gpuTolerations, podClaims, serverResources } from './resources.ts';
import { sharedMemoryMounts, sharedMemoryVolumes, withSharedMemory } from './shared-memory.ts';
import { placesOf, scratchRoot, weightsRoot, weightsVolume } from './weights.ts';

/** The pod template. Nothing in it depends on a time, a host or a version: that would restart it. */
export function renderPod(input: RenderInput): object {
  const { 'app.kubernetes.io/managed-by': _, ...labels } = labelsOf(input.release, 'server');
  const { release, resolved } = input;
  const { pod = {} } = resolved;
  const downloads = downloadsOf(resolved);
  return {
    metadata: {
      labels: { ...pod.labels, ...labels },
      ...annotationsOf(pod),
    },
    spec: {
      serviceAccountName: 'default',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: graceSeconds(input),
      ...schedulingOf(input),
      securityContext: podSecurityOf(resolved),
      ...podClaims(resolved),
      ...(downloads.length > 0 ? { initContainers: [renderDownloader(input, downloads)] } : {}),
      containers: [renderServer(input)],
      volumes: [
        weightsVolume(release, resolved),
        { name: 'scratch', emptyDir: {} },
        ...sharedMemoryVolumes(input),
        ...authoritiesVolumes(input),
        ...(pod.volumes ?? []),
      ],
    },
  };
}

function annotationsOf({ disruption, annotations }: PodSettings): object {
  const all = { ...disruptionMarks(disruption), ...annotations };
  return Object.keys(all).length === 0 && annotations === undefined ? {} : { annotations: all };
}

function schedulingOf({ release, resolved }: RenderInput): object {
  const { pod = {} } = resolved;
  const tolerations = [...gpuTolerations(resolved), ...(pod.tolerations ?? [])];
  return defined({
    priorityClassName: pod.priorityClass,
    runtimeClassName: pod.runtimeClass,
    nodeSelector: pod.nodeSelector,
    affinity: pod.affinity,
    topologySpreadConstraints: pod.topologySpread?.map((one) => ofPods(release, one)),
    imagePullSecrets: pod.pullSecrets?.map((name) => ({ name })),
    tolerations: tolerations.length === 0 ? undefined : tolerations,
  });
}

// One without a selector counts no pod, and so spreads none.
function ofPods(release: string, constraint: Readonly<Record<string, unknown>>): object {
  const matchLabels = selectorOf(release, 'server');
  return { ...constraint, labelSelector: constraint.labelSelector ?? { matchLabels } };
}

function renderServer(input: RenderInput): object {
  const { resolved, runtime } = input;
  const { command = runtime.command, pod = {} } = resolved;
  const places = placesOf(resolved);
  const variables = runtime.variables(resolved, places);
  const word = literalBut(Object.keys(variables));
  const listening = runtime.listening(resolved);
  return {
    name: containerNames.server,
    image: resolved.image,
    imagePullPolicy: 'IfNotPresent',
    ...defined({ command: command?.map(word) }),
    args: runtime.args(resolved, places).map(word),
    ...engineVariables(input, variables),
    ports: [{ name: 'http', containerPort: listening.port, protocol: 'TCP' }],
    ...serverResources(withSharedMemory(input)),
    ...renderDrain({ resolved, runtime }),
    ...probesOf(listening, resolved.startupSeconds, pod.probes),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: containerSecurityOf(resolved),
    volumeMounts: [...mountsOf(input), ...(pod.mounts ?? [])],
  };
}

function mountsOf(input: RenderInput): readonly object[] {
  const { release, resolved } = input;
  const { name } = weightsVolume(release, resolved);
  const isFetching = resolved.model.kind === 'repository';
  return [
    { name, mountPath: weightsRoot, ...(writesToCache(input) ? {} : { readOnly: true }) },
    { name: 'scratch', mountPath: scratchRoot },
    ...sharedMemoryMounts(input),
    ...(isFetching && resolved.network?.authorities !== undefined ? [authoritiesMount] : []),
  ];
}

function questionAt(path: string | undefined): object {
  return path === undefined
    ? { tcpSocket: { port: 'http' } }
    : { httpGet: { path, port: 'http', scheme: 'HTTP' } };
}

function probesOf(
  { healthPath, livePath = healthPath }: Listening,
  startupSeconds: number,
  own: PodSettings['probes'] = {},
): object {
  const question = questionAt(healthPath);
  return {
    startupProbe: own.startup ?? {
      ...question,
      periodSeconds: 1,
      timeoutSeconds: 5,
      failureThreshold: startupSeconds,
    },
    readinessProbe: own.readiness ?? {
      ...question,
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
    livenessProbe: own.liveness ?? {
      ...questionAt(livePath),
      periodSeconds: 15,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
  };
}
