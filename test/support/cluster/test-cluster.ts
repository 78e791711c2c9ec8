import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { type ApiClient, createApiClient } from './api-client.ts';
import { clearRun } from './clear-runs.ts';
import { setGpus } from './cluster-nodes.ts';
import { type ClusterRun, readRecord } from './cluster-run.ts';
import { makeNamespace, makeUser, type UserOptions } from './cluster-users.ts';
import { readLog } from './component-log.ts';
import { importImage, mirrorRegistry } from './containerd.ts';
import type { KubeconfigContent } from './kubeconfig.ts';
import { nodeName } from './node-files.ts';
import type { Registry } from './registry.ts';
import { hostAddress } from './run-network.ts';
import type { Sandbox } from './sandbox.ts';

/** All that is needed to use a running cluster, as data that can go to another process. */
export interface ClusterDescription {
  readonly sandbox: Sandbox;
  readonly admin: KubeconfigContent;
  /** The path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly kubectl: string;
  readonly hasNode: boolean;
}

/** A running cluster, in the hands of a test. */
export interface TestCluster {
  readonly description: ClusterDescription;
  /** The path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly server: string;
  readonly folder: string;
  /** The path of the kubectl that was built with the cluster. */
  readonly kubectl: string;
  /** Where pods and the API server reach a program of this machine, if it listens there. */
  readonly hostAddress: string;
  readonly api: ApiClient;
  /** There when it was asked for at the start. */
  readonly registry?: Registry;
  /** Standard output of kubectl as the administrator. */
  readonly runKubectl: (args: readonly string[], input?: string) => Promise<string>;
  /** Creates a namespace unless it exists, and waits until pods can be made in it. */
  readonly makeNamespace: (name: string) => Promise<void>;
  /** The path of a new user's kubeconfig. */
  readonly makeUser: (options: UserOptions) => Promise<string>;
  /** Loads a docker archive into the node. */
  readonly importImage: (archive: string) => Promise<void>;
  /** Makes the node pull a registry's images from a URL, which may be plain http. */
  readonly mirrorRegistry: (registry: string, url: string) => Promise<void>;
  /** Changes how many GPUs of the node the scheduler counts. */
  readonly setGpus: (count: number) => Promise<void>;
  /** The log of etcd, kube-apiserver, kubelet, containerd and so on by their own names. */
  readonly logsOf: (component: string) => string;
  /** Ends this process's connections and leaves the cluster running. */
  readonly disconnect: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Keeps the description in the run's folder, for whoever meets the cluster later. */
export async function saveDescription(description: ClusterDescription): Promise<void> {
  const file = descriptionFile(description.sandbox.run);
  await writeFile(file, JSON.stringify(description), { mode: 0o600 });
}

/** The description of a run's cluster, or undefined while it is still starting. */
export async function loadDescription(run: ClusterRun): Promise<ClusterDescription | undefined> {
  const file = descriptionFile(run);
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : undefined;
}

/** Makes a handle on a running cluster. It connects when it is used. */
export function connectCluster(description: ClusterDescription): TestCluster {
  const { sandbox, admin, kubeconfig, kubectl } = description;
  const { run } = sandbox;
  const api = createApiClient(admin);
  const users = { ...admin, api, folder: join(run.folder, 'users') };
  return {
    description,
    kubeconfig,
    server: admin.server,
    folder: run.folder,
    kubectl,
    hostAddress: hostAddress(run),
    api,
    runKubectl: (args, input = '') => runKubectl(description, args, input),
    makeNamespace: (name) => makeNamespace(api, name),
    makeUser: (options) => makeUser(users, options),
    importImage: async (archive) => {
      requireNode(description);
      await importImage(sandbox, archive);
    },
    mirrorRegistry: async (registry, url) => {
      requireNode(description);
      await mirrorRegistry(run, registry, url);
    },
    setGpus: (count) => setGpus(api, nodeName, count),
    logsOf: (component) => readLog(run, component),
    disconnect: api.close,
    stop: async () => {
      await api.close();
      // Once it has been stopped, its place may be another's.
      if (readRecord(run)?.sandbox?.pid === sandbox.pid) await clearRun(run);
    },
  };
}

function descriptionFile(run: ClusterRun): string {
  return join(run.folder, 'cluster.json');
}

function requireNode({ hasNode }: ClusterDescription): void {
  if (!hasNode) throw new Error('This cluster was started without a node');
}

async function runKubectl(
  { kubectl, kubeconfig }: ClusterDescription,
  args: readonly string[],
  input: string,
): Promise<string> {
  const result = await execa(kubectl, args, { input, env: { KUBECONFIG: kubeconfig } });
  return result.stdout;
}
