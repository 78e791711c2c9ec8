import { join } from 'node:path';
import type { V1StorageClass } from '@kubernetes/client-node';
import type { ApiClient } from './api-client.ts';
import {
  type KubernetesVersion,
  kubernetesRecipe,
  kubernetesVersions,
  nodeRecipe,
  sandboxRecipe,
} from './binary-recipes.ts';
import { buildBinaries } from './build-binaries.ts';
import { clearDeadRuns, clearRun } from './clear-runs.ts';
import { createFakeNodes, type FakeNode, setGpus, untilUsable } from './cluster-nodes.ts';
import { type ClusterRun, claimRun } from './cluster-run.ts';
import { makeNamespace } from './cluster-users.ts';
import { type Component, firstFailure } from './component.ts';
import { importImage, startContainerd } from './containerd.ts';
import { startApiServer, startControllers, untilApiServerReady } from './control-plane.ts';
import { ensurePackages } from './ensure-packages.ts';
import { startKubeProxy } from './kube-proxy.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { startKubelet } from './kubelet.ts';
import { nodeName, type Taint, writeNodeFiles } from './node-files.ts';
import { buildPauseImage } from './pause-image.ts';
import { connectNetwork } from './run-network.ts';
import { type OwnedSandbox, type Sandbox, startSandbox } from './sandbox.ts';
import {
  type ClusterDescription,
  connectCluster,
  saveDescription,
  type TestCluster,
} from './test-cluster.ts';
import { withRegistry } from './with-registry.ts';

export interface ClusterOptions {
  readonly version?: KubernetesVersion;
  /** A node that really runs pods. */
  readonly node?: boolean;
  /** GPUs that the scheduler counts on that node. */
  readonly gpus?: number;
  /** Taints of that node. */
  readonly taints?: readonly Taint[];
  /** Docker archives whose images that node has. */
  readonly images?: readonly string[];
  /** Service addresses that work inside pods. */
  readonly kubeProxy?: boolean;
  readonly fakeNodes?: readonly FakeNode[];
  /** Instead of the two classes whose claims become folders of the node. */
  readonly storageClasses?: readonly V1StorageClass[];
  /**
   * The name of a registry that runs beside the cluster and can refuse on demand. It lives as long
   * as this process, so it does not go together with `persistent`.
   */
  readonly registry?: string;
  /** Lives on when the process that starts it ends. */
  readonly persistent?: boolean;
}

/**
 * Starts a cluster and gives it back when everything asked for is ready. Runs side by side do
 * not meet. Whatever a run left whose process has died is removed first. Throws with the last
 * lines of the log of a component that ended.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<TestCluster> {
  if (options.persistent && options.registry !== undefined) {
    throw new TypeError('A persistent cluster cannot have a registry of this process');
  }
  const ingredients = await prepareIngredients(options);
  await clearDeadRuns();
  const run = await claimRun(options.persistent ?? false);
  try {
    const { keep, ...sandbox } = await openSandbox(run, ingredients);
    const description = await startComponents(sandbox, ingredients, options);
    await saveDescription(description);
    if (options.persistent) await keep();
    const cluster = connectCluster(description);
    return options.registry === undefined ? cluster : await withRegistry(cluster, options.registry);
  } catch (error) {
    await clearRun(run);
    throw error;
  }
}

interface Ingredients {
  kubernetes: string;
  sandbox: string;
  node: string | undefined;
  images: readonly string[];
}

async function prepareIngredients(options: ClusterOptions): Promise<Ingredients> {
  await ensurePackages(['iproute2', 'util-linux']);
  if (options.kubeProxy) await ensurePackages(['nftables']);
  const kubernetes = await buildBinaries(
    kubernetesRecipe(options.version ?? kubernetesVersions[0]),
  );
  const sandbox = await buildBinaries(sandboxRecipe);
  if (!options.node) return { kubernetes, sandbox, node: undefined, images: [] };
  const images = [await buildPauseImage(), ...(options.images ?? [])];
  return { kubernetes, sandbox, node: await buildBinaries(nodeRecipe), images };
}

async function openSandbox(
  run: ClusterRun,
  { kubernetes, node, sandbox: binaries }: Ingredients,
): Promise<OwnedSandbox> {
  const folders = node === undefined ? { kubernetes } : { kubernetes, node };
  const sandbox = await startSandbox(run, join(binaries, 'sandbox'), folders);
  await connectNetwork(sandbox);
  return sandbox;
}

async function startComponents(
  sandbox: Sandbox,
  ingredients: Ingredients,
  options: ClusterOptions,
): Promise<ClusterDescription> {
  const controlPlane = await startApiServer(sandbox);
  const startRuntime = async () => await prepareContainerd(sandbox, ingredients, options);
  const [api, containerd] = await Promise.all([
    untilApiServerReady(controlPlane),
    options.node ? startRuntime() : undefined,
  ]);
  const kubeconfig = join(sandbox.run.folder, 'admin.kubeconfig');
  await writeKubeconfig(kubeconfig, controlPlane.admin);
  const components = [...controlPlane.components, ...startControllers(sandbox, kubeconfig)];
  if (containerd) components.push(containerd, startKubelet(sandbox, kubeconfig));
  if (options.kubeProxy) components.push(await startKubeProxy(sandbox, kubeconfig));
  await completeCluster(api, options, () => firstFailure(components));
  await api.close();
  const kubectl = join(ingredients.kubernetes, 'kubectl');
  const hasNode = containerd !== undefined;
  return { sandbox, admin: controlPlane.admin, kubeconfig, kubectl, hasNode };
}

async function prepareContainerd(
  sandbox: Sandbox,
  { images }: Ingredients,
  { taints }: ClusterOptions,
): Promise<Component> {
  await writeNodeFiles(sandbox.run, taints ?? []);
  const containerd = await startContainerd(sandbox);
  for (const image of images) await importImage(sandbox, image);
  return containerd;
}

async function completeCluster(
  api: ApiClient,
  options: ClusterOptions,
  failure: () => string | undefined,
): Promise<void> {
  await createStorageClasses(api, options.storageClasses ?? [localClass, waitingClass]);
  await createFakeNodes(api, options.fakeNodes ?? [], failure);
  if (options.node) await untilUsable(api, nodeName, failure);
  if (options.gpus !== undefined) await setGpus(api, nodeName, options.gpus);
  await makeNamespace(api, 'default');
}

/** The default: a volume is made as soon as a claim asks for it. */
const localClass: V1StorageClass = {
  metadata: {
    name: 'local',
    annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
  },
  provisioner: 'llmkube.test/local',
  allowVolumeExpansion: true,
};

/** A volume is made when a pod that mounts the claim has found its node. */
const waitingClass: V1StorageClass = {
  metadata: { name: 'local-waiting' },
  provisioner: localClass.provisioner,
  volumeBindingMode: 'WaitForFirstConsumer',
  allowVolumeExpansion: true,
};

async function createStorageClasses(
  api: ApiClient,
  classes: readonly V1StorageClass[],
): Promise<void> {
  for (const storageClass of classes) {
    await api.ask('POST', '/apis/storage.k8s.io/v1/storageclasses', storageClass);
  }
}
