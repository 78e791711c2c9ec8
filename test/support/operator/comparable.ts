import type { V1Container, V1Deployment, V1Service } from '@kubernetes/client-node';
import { readOptions } from './read-options.ts';

/** A Deployment with its Service, of the operator or of ours. */
export interface Served {
  readonly Deployment: Pick<V1Deployment, 'spec'>;
  readonly Service: Pick<V1Service, 'spec'>;
}

/** What matters of both, each fact as text under a name that both sides share. */
export type Facts = Readonly<Record<string, string>>;

// Where the weights, scratch files and authorities lie is told by facts of its own.
const storage = /^(source|weights|cache|scratch|authorities|model-(cache|storage|source))$/;

export function comparable({ Deployment, Service }: Served): Facts {
  const { replicas, revisionHistoryLimit, strategy, template } = Deployment.spec ?? {};
  const { metadata, spec } = template ?? {};
  const [engine] = spec?.containers ?? [];
  const { containers: _, initContainers, volumes = [], ...pod } = spec ?? {};
  return {
    ...flat('replicas', replicas),
    ...flat('revisionHistoryLimit', revisionHistoryLimit),
    ...flat('strategy', strategy?.type),
    ...flat('label', metadata?.labels),
    ...flat('annotation', metadata?.annotations),
    ...flat('pod', pod),
    ...flat(
      'volume',
      volumes.filter(({ name }) => !storage.test(name)),
    ),
    ...flat(
      'weights',
      volumes.find(({ name }) => storage.test(name)),
      ['name'],
    ),
    ...flat('prepares', initContainers?.some(({ name }) => name.endsWith('-prep')) || undefined),
    ...downloadOf(initContainers),
    ...(engine === undefined ? {} : engineFacts(engine)),
    ...serviceFacts(Service, engine),
  };
}

function engineFacts(engine: V1Container): Facts {
  const { name: _, args = [], env = [], resources, volumeMounts = [], ports, ...rest } = engine;
  const { startupProbe, readinessProbe, livenessProbe, command, ...others } = rest;
  const port = ports?.[0]?.containerPort;
  const requests = { ...devicesOf(resources?.limits), ...resources?.requests };
  return {
    ...flat('engine', others),
    ...flat('port', port),
    ...flat('command', command?.join(' ')),
    ...flat('resources', { ...resources, requests }),
    ...flat('env', Object.fromEntries(env.map(({ name, ...value }) => [name, withApi(value)]))),
    ...flat('probe.startup', byName(startupProbe, port)),
    ...flat('probe.readiness', byName(readinessProbe, port)),
    ...flat('probe.liveness', byName(livenessProbe, port)),
    ...flat(
      'mount',
      volumeMounts.filter(({ name }) => !storage.test(name)),
    ),
    ...readOptions(args),
  };
}

function serviceFacts({ spec }: Served['Service'], engine: V1Container | undefined): Facts {
  const [port] = spec?.ports ?? [];
  const listens = engine?.ports?.[0]?.containerPort;
  return {
    ...flat('service.type', spec?.type),
    ...flat('service', port === undefined ? {} : { ...port, targetPort: undefined }),
    ...flat('service.targetPort', port?.targetPort === listens ? 'http' : port?.targetPort),
  };
}

function downloadOf(initContainers: readonly V1Container[] = []): Facts {
  const found = initContainers.find(({ name }) => /^(download|model-downloader)$/.test(name));
  const variables = new Map((found?.env ?? []).map((variable) => [variable.name, variable]));
  const of = (name: string) => variables.get(name)?.value;
  const token = variables.get('LLMKUBE_TOKEN') ?? variables.get('AWS_ACCESS_KEY_ID');
  const secret = token?.valueFrom?.secretKeyRef?.name;
  const url = of('LLMKUBE_REGION') === undefined ? of('LLMKUBE_URL') : objectOf(of('LLMKUBE_URL'));
  return {
    ...flat('download.url', of('MODEL_SOURCE') ?? url),
    ...flat('download.sha256', of('LLMKUBE_SHA256')),
    ...flat('download.secret', found?.envFrom?.[0]?.secretRef?.name ?? secret),
  };
}

// As the operator names an object of AWS.
function objectOf(url = ''): string {
  return url.replace(/^https:\/\/([^.]+)\.s3\.[^/]+\//, 's3://$1/');
}

// The API server asks for as many devices as a container is limited to.
function devicesOf(limits: Readonly<Record<string, string>> = {}): object {
  return Object.fromEntries(Object.entries(limits).filter(([name]) => name.includes('/')));
}

// What the API server writes, or leaves out, where nothing is said.
function withApi(value: object): object {
  if (Object.keys(value).length === 0) return { value: '' };
  return JSON.parse(JSON.stringify(value), (key, part) =>
    key === 'fieldRef' ? { apiVersion: 'v1', ...part } : part,
  );
}

function byName(probe: object | undefined, port: number | undefined): object {
  return JSON.parse(JSON.stringify(probe ?? {}), (key, value) =>
    key === 'port' && value === port ? 'http' : value,
  );
}

function flat(name: string, value: unknown, without: readonly string[] = []): Facts {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) return { [name]: String(value) };
  const fields = Object.entries(value).filter(([key]) => !without.includes(key));
  // A block that is there and empty says something, as `emptyDir: {}` does.
  const isSaid = fields.length === 0 && name.includes('.');
  if (isSaid) return { [name]: Array.isArray(value) ? '[]' : '{}' };
  return Object.assign({}, ...fields.map(([key, part]) => flat(`${name}.${key}`, part)));
}
