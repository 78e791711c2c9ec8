import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Access } from './access.ts';
import { Fields } from './fields.ts';
import { readCluster, readUser } from './kubeconfig.ts';

/** Where Kubernetes puts a pod's own credentials. */
export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface InCluster {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
}

/** The access that a pod has by its service account, or nothing outside a pod. */
export async function readInClusterAccess(place: InCluster): Promise<Access | undefined> {
  const host = place.environment.KUBERNETES_SERVICE_HOST ?? '';
  const port = place.environment.KUBERNETES_SERVICE_PORT ?? '';
  if (host === '' || port === '') return undefined;
  const tokenFile = join(place.folder, 'token');
  const [token, authority, namespace] = await Promise.all([
    readOptional(tokenFile),
    readOptional(join(place.folder, 'ca.crt')),
    readInClusterNamespace(place),
  ]);
  if (token === undefined) return undefined;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    context: undefined,
    namespace: namespace ?? 'default',
    origin: server,
    basePath: '',
    tls: { authority, skipsVerification: false, serverName: '' },
    proxyUrl: '',
    user: readUser(new Fields({ tokenFile }, 'the pod'), asIs),
    certificate: undefined,
    cluster: readCluster(new Fields({ server }, 'the pod'), asIs),
  };
}

/** The namespace a pod runs in, or nothing outside a pod. */
export async function readInClusterNamespace(place: InCluster): Promise<string | undefined> {
  if ((place.environment.KUBERNETES_SERVICE_HOST ?? '') === '') return undefined;
  const named = place.environment.POD_NAMESPACE ?? '';
  if (named !== '') return named;
  const text = (await readOptional(join(place.folder, 'namespace')))?.trim() ?? '';
  return text === '' ? undefined : text;
}

// Every path inside a pod is absolute.
function asIs(path: string): string {
  return path;
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Outside a pod the folder does not exist, and a pod may run without a service account.
    return undefined;
  }
}
