import { proxyFor } from '../core/network/proxy-for.ts';
import type { Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { createClusterTarget } from './cluster-target.ts';
import { type Aside, createCredentials } from './credentials/credentials.ts';
import { Connection, type RequestReport } from './http/connection.ts';
import type { ProxyClient } from './http/dispatchers.ts';
import { type Access, readAccess } from './kubeconfig/access.ts';
import { chooseContext } from './kubeconfig/choose-context.ts';
import {
  type InCluster,
  readInClusterAccess,
  readInClusterNamespace,
  serviceAccountFolder,
} from './kubeconfig/in-cluster.ts';
import { loadKubeconfig } from './kubeconfig/load-kubeconfig.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { realTiming, type Timing } from './timing.ts';

export interface ClusterOptions {
  /** One kubeconfig that must exist, instead of those of the environment. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's home, where `.kube/config` is. */
  readonly home: string;
  /** The version of llmkube, which the API server's audit log shows. */
  readonly version: string;
  /** True when a person can answer what a credential plugin asks. */
  readonly isInteractive?: boolean;
  /** Runs what asks at the terminal, while nothing else is drawn there. */
  readonly aside?: Aside | undefined;
  /** Hears of every request, for `-v` and for tests that count. */
  readonly onRequest?: ((report: RequestReport) => void) | undefined;
  /** Hears what the API server warns of, each text once. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** PEM of authorities to trust besides those of the kubeconfig or of the system. */
  readonly extraAuthority?: string | undefined;
  /** Ends everything that is under way. */
  readonly signal?: AbortSignal | undefined;
  readonly timing?: Timing;
  readonly limits?: Partial<Limits>;
  /** Where a pod finds its own credentials. */
  readonly serviceAccountFolder?: string;
}

/**
 * Makes a cluster's namespace a target: finds the kubeconfig, chooses the context and fetches the
 * credential, which may run a plugin. No request is sent to the API server yet.
 */
export async function openCluster(options: ClusterOptions): Promise<Target> {
  const { connection, access } = await connectCluster(options);
  return createClusterTarget({ connection, namespace: access.namespace, signal: options.signal });
}

/** The same without a namespace: for what is asked of the cluster itself. */
export async function connectCluster(
  options: ClusterOptions,
): Promise<{ readonly connection: Connection; readonly access: Access }> {
  const access = withAuthority(await findAccess(options), options.extraAuthority);
  const { environment, isInteractive = false, timing = realTiming } = options;
  const { signal, extraAuthority, aside } = options;
  const asking = { environment, isInteractive, timing, signal, extraAuthority, aside };
  const credentials = createCredentials(access, asking);
  await credentials.current();
  const connection = new Connection({
    proxy: await loadProxy(access, environment),
    access,
    credentials,
    timing,
    limits: { ...defaultLimits, ...options.limits },
    userAgent: `llmkube/${options.version} (${process.platform}/${process.arch})`,
    onRequest: options.onRequest,
    onWarning: options.onWarning,
  });
  return { connection, access };
}

// Without an authority of its own a cluster is judged by the process's, where the extra one is too.
function withAuthority(access: Access, extra: string | undefined): Access {
  const { authority } = access.tls;
  if (extra === undefined || authority === undefined) return access;
  return { ...access, tls: { ...access.tls, authority: `${authority}\n${extra}` } };
}

// What the kubeconfig says stands above the environment, exceptions included.
async function loadProxy(
  { proxyUrl, origin }: Access,
  environment: ClusterOptions['environment'],
): Promise<ProxyClient | undefined> {
  const url = proxyUrl === '' ? proxyFor(origin, environment) : proxyUrl;
  if (url === undefined) return undefined;
  const { ProxyAgent } = await import('undici');
  return { url, ProxyAgent };
}

async function findAccess(options: ClusterOptions): Promise<Access> {
  const { kubeconfig: explicitPath, context, environment, home } = options;
  const pod = { environment, folder: options.serviceAccountFolder ?? serviceAccountFolder };
  const { kubeconfig, searched } = await loadKubeconfig({ explicitPath, environment, home });
  const chosen = chooseContext(kubeconfig, context);
  if (chosen !== undefined) {
    return await readAccess(chosen, await findNamespace(options, chosen.namespace, pod));
  }
  const isEmpty = kubeconfig.contexts.size === 0 && kubeconfig.clusters.size === 0;
  const inCluster = isEmpty ? await readInClusterAccess(pod) : undefined;
  if (inCluster === undefined) throw noTarget([...kubeconfig.contexts.keys()], searched);
  return { ...inCluster, namespace: options.namespace ?? inCluster.namespace };
}

async function findNamespace(
  { namespace }: ClusterOptions,
  ofContext: string,
  pod: InCluster,
): Promise<string> {
  if (namespace !== undefined) return namespace;
  return ofContext === '' ? ((await readInClusterNamespace(pod)) ?? 'default') : ofContext;
}

function noTarget(contexts: readonly string[], searched: readonly string[]): LlmkubeError {
  const facts = { searched, contexts };
  if (contexts.length > 0) {
    return new LlmkubeError(
      'NO_TARGET',
      'Cannot choose a cluster: the kubeconfig has no current context',
      { facts, suggestions: contexts.slice(0, 3).map((context) => `--context ${context}`) },
    );
  }
  const places = searched.map((path) => `\`${path}\``).join(', ');
  return new LlmkubeError('NO_TARGET', `Cannot find a cluster: no kubeconfig at ${places}`, {
    facts,
    suggestions: ['export KUBECONFIG=FILE', 'the same command with --local'],
  });
}
