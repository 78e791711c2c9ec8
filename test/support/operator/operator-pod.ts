import type { V1Container, V1EnvVar, V1PodSpec, V1Toleration } from '@kubernetes/client-node';
import { gpuCount, operatorArgs } from './operator-args.ts';
import type { OperatorModel, OperatorService } from './operator-spec.ts';
import { operatorStorage } from './operator-storage.ts';
import type { OperatorPair } from './render-operator.ts';

export interface OperatorTemplate {
  readonly metadata: {
    readonly labels: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec: V1PodSpec;
}

/** The pod template of a service that is not ready. */
export function operatorPod(pair: OperatorPair, folder: string): OperatorTemplate {
  const { name, modelName, model, service } = pair;
  const storage = operatorStorage(pair, folder);
  const tolerations = [...gpuTolerations(model, service), ...parts(service.tolerations)];
  const { resourceClaims = [] } = model.hardware?.gpu ?? {};
  const annotations = annotationsOf(service);
  return {
    metadata: {
      labels: {
        ...service.podLabels,
        app: name,
        'inference.llmkube.dev/model': modelName,
        'inference.llmkube.dev/service': name,
        'inference.llmkube.dev/runtime': 'llamacpp',
      },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: {
      ...(storage.initContainers.length === 0 ? {} : { initContainers: storage.initContainers }),
      containers: [engine(pair, storage)],
      volumes: [...storage.volumes, ...parts<never>(service.extraVolumes)],
      priorityClassName: service.priorityClassName ?? `llmkube-${service.priority ?? 'normal'}`,
      securityContext: service.podSecurityContext ?? {
        fsGroup: 102,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      ...some('tolerations', tolerations),
      ...some(
        'resourceClaims',
        resourceClaims.map(({ name: claim, claimName, templateName }) => ({
          name: claim,
          ...(claimName === undefined ? {} : { resourceClaimName: claimName }),
          ...(templateName === undefined ? {} : { resourceClaimTemplateName: templateName }),
        })),
      ),
      ...some('nodeSelector', service.nodeSelector),
      ...some('affinity', service.affinity),
      ...some('topologySpreadConstraints', service.topologySpreadConstraints),
      ...some('imagePullSecrets', service.imagePullSecrets),
      ...(service.runtimeClassName === undefined
        ? {}
        : { runtimeClassName: service.runtimeClassName }),
    },
  };
}

function parts<T = V1Toleration>(list: readonly object[] | undefined): readonly T[] {
  return (list ?? []) as readonly T[];
}

function some(name: string, value: object | undefined): object {
  return Object.keys(value ?? {}).length === 0 ? {} : { [name]: value };
}

function annotationsOf({ podAnnotations, disruption = {} }: OperatorService) {
  const isKept = disruption.protectAlways === true || disruption.protectStartup !== false;
  return { ...(isKept ? { 'karpenter.sh/do-not-disrupt': 'true' } : {}), ...podAnnotations };
}

function engine(
  { model, service }: OperatorPair,
  storage: ReturnType<typeof operatorStorage>,
): V1Container {
  const port = service.containerPort ?? service.endpoint?.port ?? 8080;
  const env = parts<V1EnvVar>(service.env);
  return {
    name: 'llama-server',
    image: service.image ?? defaultImage(model),
    args: [...operatorArgs({ model, service, path: storage.path, port })],
    ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
    ...some('command', service.command),
    ...some('env', env),
    ...some('resources', resourcesOf(model, service)),
    ...probesOf(service, port),
    securityContext: service.securityContext ?? {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [storage.mount, ...parts<never>(service.extraVolumeMounts)],
  };
}

function defaultImage({ hardware }: OperatorModel): string {
  const { vendor = 'nvidia', runtime, enabled, count = 0 } = hardware?.gpu ?? {};
  if (vendor === 'amd' && runtime !== undefined) return `llmkube-llama-${runtime}`;
  const isCuda = vendor === 'nvidia' && (enabled === true || count > 0);
  return isCuda ? 'llama.cpp:server-cuda-b10068' : 'llama.cpp:server';
}

function gpuResource({ hardware }: OperatorModel, { resources }: OperatorService): string {
  const { vendor = 'nvidia', runtime, resourceName } = hardware?.gpu ?? {};
  const { mode, profile } = resources?.gpuSharing ?? {};
  if (mode === 'partitioned') return `nvidia.com/mig-${profile}`;
  if (resourceName !== undefined) return resourceName;
  if (vendor === 'amd') return runtime === undefined ? 'amd.com/gpu' : 'devic.es/dri-render';
  return vendor === 'intel' ? 'gpu.intel.com/i915' : 'nvidia.com/gpu';
}

function gpuTolerations(model: OperatorModel, service: OperatorService): readonly V1Toleration[] {
  if (gpuCount(model, service) === 0) return [];
  const key = model.hardware?.gpu?.tolerationKey ?? gpuResource(model, service);
  return [{ key, operator: 'Equal', value: 'present', effect: 'NoSchedule' }];
}

function resourcesOf(model: OperatorModel, service: OperatorService): object {
  const { cpu, memory, hostMemory, ephemeralStorage } = service.resources ?? {};
  const disk = ephemeralStorage === undefined ? {} : { 'ephemeral-storage': ephemeralStorage };
  const asked = hostMemory ?? memory;
  const count = gpuCount(model, service);
  const requests = {
    ...(cpu === undefined ? {} : { cpu }),
    ...(asked === undefined ? {} : { memory: asked }),
    ...disk,
  };
  const device = count === 0 ? {} : { [gpuResource(model, service)]: String(count) };
  const claims = (model.hardware?.gpu?.resourceClaims ?? []).map(({ name }) => ({ name }));
  return {
    ...some('requests', requests),
    ...some('limits', { ...disk, ...device }),
    ...some('claims', claims),
  };
}

function probesOf({ probeOverrides = {} }: OperatorService, port: number): object {
  const httpGet = { path: '/health', port };
  const usual = { httpGet, timeoutSeconds: 5, failureThreshold: 3 };
  return {
    startupProbe: probeOverrides.startup ?? { ...usual, periodSeconds: 10, failureThreshold: 180 },
    livenessProbe: probeOverrides.liveness ?? { ...usual, periodSeconds: 15 },
    readinessProbe: probeOverrides.readiness ?? { ...usual, periodSeconds: 10 },
  };
}
