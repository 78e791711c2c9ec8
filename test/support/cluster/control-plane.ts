import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApiClient, createApiClient } from './api-client.ts';
import { type Component, firstFailure, startComponent } from './component.ts';
import type { KubeconfigContent } from './kubeconfig.ts';
import { nodeName } from './node-files.ts';
import { pollUntil } from './poll-until.ts';
import { nodeAddress } from './run-network.ts';
import type { Sandbox } from './sandbox.ts';

// Every run has a network of its own, so its ports are always free.
const etcdUrl = 'http://127.0.0.1:2379';
const apiPort = 6443;

export interface ControlPlane {
  /** What the administrator's kubeconfig is made of. */
  readonly admin: KubeconfigContent;
  readonly components: readonly Component[];
}

/** Starts etcd and the API server. Neither is ready when this returns. */
export async function startApiServer(sandbox: Sandbox): Promise<ControlPlane> {
  const { run } = sandbox;
  const token = randomUUID();
  const keys = await writeKeys(join(run.folder, 'keys'), token);
  const address = nodeAddress(run);
  const database = join(run.folder, 'etcd');
  return {
    admin: {
      server: `https://${address}:${apiPort}`,
      authority: join(keys.folder, 'apiserver.crt'),
      user: 'admin',
      token,
      namespace: 'default',
    },
    components: [
      startPart(sandbox, 'etcd', [`--data-dir=${database}`, `--client-url=${etcdUrl}`]),
      startPart(sandbox, 'kube-apiserver', apiServerFlags(address, keys)),
    ],
  };
}

/** Starts the API server of a run whose own has ended; etcd and the keys are still there. */
export function startApiServerAgain(sandbox: Sandbox): Component {
  const { run } = sandbox;
  const flags = apiServerFlags(nodeAddress(run), keyFiles(join(run.folder, 'keys')));
  return startPart(sandbox, 'kube-apiserver', flags);
}

/** Waits until the API server has everything in place, and gives back the client that asked. */
export async function untilApiServerReady(controlPlane: ControlPlane): Promise<ApiClient> {
  const { admin, components } = controlPlane;
  const failure = () => firstFailure(components);
  return await pollUntil({ what: 'the API server', seconds: 60, failure }, async () => {
    if (!existsSync(admin.authority)) return undefined;
    const api = createApiClient(admin);
    if (await isReady(api)) return api;
    await api.close();
    return undefined;
  });
}

/** Starts the controller manager, the scheduler and storage against an API server that is ready. */
export function startControllers(sandbox: Sandbox, kubeconfig: string): Component[] {
  const common = [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0'];
  const keys = keyFiles(join(sandbox.run.folder, 'keys'));
  const managerFlags = [
    ...common,
    `--service-account-private-key-file=${keys.privateKey}`,
    `--root-ca-file=${join(keys.folder, 'apiserver.crt')}`,
    '--flex-volume-plugin-dir=/var/lib/flex-volume-plugins',
    // Nodes without a kubelet send no heartbeat and stay ready for as long as a run lasts.
    '--node-monitor-grace-period=240h',
  ];
  return [
    startPart(sandbox, 'kube-controller-manager', managerFlags),
    startPart(sandbox, 'kube-scheduler', common),
    startPart(sandbox, 'local-volumes', [
      `--kubeconfig=${kubeconfig}`,
      `--folder=${join(sandbox.run.folder, 'volumes')}`,
      `--node=${nodeName}`,
    ]),
  ];
}

function startPart(sandbox: Sandbox, name: string, flags: readonly string[]): Component {
  const program = join(sandbox.run.folder, 'bin', 'kubernetes', 'testcluster');
  return startComponent(sandbox, { name, program, args: [name, ...flags] });
}

async function isReady(api: ApiClient): Promise<boolean> {
  try {
    return (await api.request('GET', '/readyz')).status === 200;
  } catch {
    // It does not listen yet, or its certificate is only half written.
    return false;
  }
}

interface KeyFiles {
  folder: string;
  privateKey: string;
  publicKey: string;
  tokens: string;
}

function keyFiles(folder: string): KeyFiles {
  return {
    folder,
    privateKey: join(folder, 'service-accounts.key'),
    publicKey: join(folder, 'service-accounts.pub'),
    tokens: join(folder, 'tokens.csv'),
  };
}

async function writeKeys(folder: string, adminToken: string): Promise<KeyFiles> {
  const files = keyFiles(folder);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await mkdir(folder, { recursive: true });
  await writeFile(files.privateKey, privateKey.export({ type: 'sec1', format: 'pem' }));
  await writeFile(files.publicKey, publicKey.export({ type: 'spki', format: 'pem' }));
  await writeFile(files.tokens, `${adminToken},admin,admin,"system:masters"\n`);
  return files;
}

function apiServerFlags(address: string, keys: KeyFiles): string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    `--secure-port=${apiPort}`,
    '--bind-address=0.0.0.0',
    `--advertise-address=${address}`,
    `--cert-dir=${keys.folder}`,
    `--token-auth-file=${keys.tokens}`,
    '--authorization-mode=Node,RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${keys.publicKey}`,
    `--service-account-signing-key-file=${keys.privateKey}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--allow-privileged=true',
    '--kubelet-preferred-address-types=InternalIP',
  ];
}
