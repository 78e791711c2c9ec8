import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuthenticationV1TokenRequest, V1ClusterRole } from '@kubernetes/client-node';
import type { ApiClient } from './api-client.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { pollUntil } from './poll-until.ts';

export interface UserOptions {
  readonly name: string;
  /** The only namespace the user has rights in, and the default of the kubeconfig. */
  readonly namespace: string;
  /** A ClusterRole such as `edit`, or with `Role/NAME` a Role of the namespace. */
  readonly role: string;
}

export interface UserMaker {
  readonly api: ApiClient;
  readonly server: string;
  readonly authority: string;
  /** The folder of the kubeconfigs. */
  readonly folder: string;
}

/** The accounts live apart, so that a user's namespace holds nothing but its RoleBinding. */
export const accountsNamespace = 'test-users';

/** Creates a namespace unless it exists, and waits until pods can be made in it. */
export async function makeNamespace(api: ApiClient, name: string): Promise<void> {
  await createUnlessThere(api, '/api/v1/namespaces', { metadata: { name } });
  const account = `/api/v1/namespaces/${name}/serviceaccounts/default`;
  await pollUntil({ what: `the service account of ${name}`, seconds: 30 }, async () => {
    return (await api.request('GET', account)).status === 200;
  });
}

/** Gives a role in one namespace to a new service account; the kubeconfig holds its token. */
export async function makeUser(maker: UserMaker, options: UserOptions): Promise<string> {
  const { api, server, authority } = maker;
  const { name, namespace, role } = options;
  await makeNamespace(api, namespace);
  await makeNamespace(api, accountsNamespace);
  const account = `${namespace}-${name}`;
  const collection = `/api/v1/namespaces/${accountsNamespace}/serviceaccounts`;
  await createUnlessThere(api, collection, { metadata: { name: account } });
  await bindRole(api, { account, namespace, role });
  const asked = { spec: { expirationSeconds: 24 * 3600 } };
  const path = `${collection}/${account}/token`;
  const answer = await api.ask<AuthenticationV1TokenRequest>('POST', path, asked);
  await mkdir(maker.folder, { recursive: true });
  const file = join(maker.folder, `${account}.kubeconfig`);
  const token = answer.status?.token ?? '';
  await writeKubeconfig(file, { server, authority, user: name, token, namespace });
  return file;
}

interface Binding {
  account: string;
  namespace: string;
  role: string;
}

async function bindRole(api: ApiClient, { account, namespace, role }: Binding): Promise<void> {
  const isLocal = role.startsWith('Role/');
  if (!isLocal) await untilRoleHasRules(api, role);
  await createUnlessThere(
    api,
    `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`,
    {
      metadata: { name: `user-${account}` },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: isLocal ? 'Role' : 'ClusterRole',
        name: role.replace(/^Role\//, ''),
      },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: accountsNamespace }],
    },
  );
}

// Roles such as `edit` are empty until a controller has gathered their rules.
async function untilRoleHasRules(api: ApiClient, role: string): Promise<void> {
  const path = `/apis/rbac.authorization.k8s.io/v1/clusterroles/${role}`;
  await pollUntil({ what: `ClusterRole ${role} to have rules`, seconds: 30 }, async () => {
    const { status, body } = await api.request('GET', path);
    return status === 200 && ((body as V1ClusterRole).rules ?? []).length > 0;
  });
}

async function createUnlessThere(api: ApiClient, path: string, body: unknown): Promise<void> {
  const answer = await api.request('POST', path, body);
  if (answer.status < 300 || answer.status === 409) return;
  throw new Error(`POST ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
}
