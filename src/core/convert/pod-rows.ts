import { argParts, argRefusals } from './arg-parts.ts';
import { engineArgParts, engineArgRefusals } from './engine-arg-parts.ts';
import { envDrops, envParts, envRefusals } from './env-parts.ts';
import type { Facts } from './facts.ts';
import { referencesIn, withoutReferences } from './references.ts';
import { mountsBeside, routerKind, volumesBeside } from './router.ts';
import type { Row, Rows } from './row.ts';

/** A list or map that goes where it is; an empty one says nothing. */
function asIs(to: string, read: (facts: Facts) => object | undefined): Row {
  return {
    drop: (facts) => (Object.keys(read(facts) ?? {}).length === 0 ? 'it is empty' : undefined),
    to,
  };
}

/** The same of a list that the models of a router may be a part of. */
function rest(to: string, read: (facts: Facts) => readonly object[]): Row {
  return {
    drop: (facts) => {
      if (read(facts).length > 0) return undefined;
      return facts.runtime === routerKind ? 'the release mounts its models itself' : 'it is empty';
    },
    to,
    as: read,
  };
}

const process: Rows = {
  command: {
    ...asIs('runtime.command', ({ service }) => service.command),
    refusals: ({ service }) => referencesIn(service.command ?? []),
    as: ({ service }) => service.command?.map((text) => withoutReferences(text)),
  },
  extraArgs: {
    drop: ({ engine }) =>
      engine !== undefined && engine.said === undefined
        ? 'the operator gave them to no engine of this kind'
        : undefined,
    refusals: (facts) =>
      facts.engine === undefined
        ? argRefusals(facts)
        : [...referencesIn(facts.service.extraArgs ?? []), ...engineArgRefusals(facts)],
    parts: (facts) => (facts.engine === undefined ? argParts(facts) : engineArgParts(facts)),
  },
  env: { refusals: envRefusals, drops: envDrops, parts: envParts },
};

const placement: Rows = {
  extraVolumes: rest('pod.volumes', volumesBeside),
  extraVolumeMounts: rest('pod.mounts', mountsBeside),
  tolerations: asIs('pod.tolerations', ({ service }) => service.tolerations),
  nodeSelector: asIs('pod.nodeSelector', ({ service }) => service.nodeSelector),
  podAnnotations: asIs('pod.annotations', ({ service }) => service.podAnnotations),
  podLabels: {
    drop: ({ service }) =>
      Object.keys(service.podLabels ?? {}).length === 0 ? 'it is empty' : undefined,
    parts: ({ service }) =>
      Object.entries(service.podLabels ?? {})
        .filter(([name]) => !isOfOperator(name))
        .map(([name, value]) => ({ to: ['pod', 'labels', name], value, from: [name] })),
    note: ({ service }) => {
      const own = Object.keys(service.podLabels ?? {}).filter(isOfOperator);
      return own.length === 0
        ? undefined
        : `loses \`${own.join('`, `')}\`, over which the operator wrote its own`;
    },
  },
  topologySpreadConstraints: {
    ...asIs('pod.topologySpread', ({ service }) => service.topologySpreadConstraints),
    note: ({ service }) =>
      (service.topologySpreadConstraints ?? []).some((one) => (one.labelSelector ?? null) === null)
        ? 'counted no pods where it had no `labelSelector`; those of the release count from now on'
        : undefined,
  },
  affinity: asIs('pod.affinity', ({ service }) => service.affinity),
  runtimeClassName: { to: 'pod.runtimeClass' },
  imagePullSecrets: {
    ...asIs('pod.pullSecrets', ({ service }) => service.imagePullSecrets),
    as: ({ service }) => service.imagePullSecrets?.map(({ name }) => name),
  },
  priority: {
    drop: ({ service }) => {
      if (service.priorityClassName !== undefined) return '`priorityClassName` came before it';
      return undefined;
    },
    to: 'pod.priorityClass',
    // `normal` is what the operator wrote where nobody said anything, of a class of its own.
    as: ({ service }) =>
      service.priority === 'normal' ? undefined : `llmkube-${service.priority}`,
    note: ({ service }) =>
      service.priority === 'normal'
        ? undefined
        : `is a PriorityClass that the operator's chart made; keep it when you remove the operator`,
  },
  priorityClassName: { to: 'pod.priorityClass' },
  evictionProtection: { drop: "only the operator's agent for a Mac read it" },
  podSecurityContext: asIs('pod.security', ({ service }) => service.podSecurityContext),
  securityContext: asIs('pod.containerSecurity', ({ service }) => service.securityContext),
};

function isOfOperator(label: string): boolean {
  return label === 'app' || /^inference\.llmkube\.dev\/(model|service|runtime)$/.test(label);
}

function probe(name: 'startup' | 'liveness' | 'readiness'): Row {
  return {
    to: `pod.probes.${name}`,
    as: ({ service, port }) => byPortName(service.probeOverrides?.[name], port),
  };
}

// The engine listens elsewhere than there, and its port has a name.
function byPortName(part: unknown, port: number): unknown {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      name,
      name === 'port' && value === port ? 'http' : byPortName(value, port),
    ]),
  );
}

const probes: Rows = {
  'probeOverrides.startup': probe('startup'),
  'probeOverrides.liveness': probe('liveness'),
  'probeOverrides.readiness': probe('readiness'),
};

/** What the process and its pods are told beside. */
export const podRows: Rows = { ...process, ...placement, ...probes };
