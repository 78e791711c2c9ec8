import { mkdir, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterRun } from './cluster-run.ts';
import { pauseImageName } from './pause-image.ts';
import { bridgeName, nodeAddress } from './run-network.ts';

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** The name of the node that runs pods. */
export const nodeName = 'node-1';

export interface NodeFiles {
  readonly containerd: string;
  readonly kubelet: string;
  readonly kubeProxy: string;
  /** The folder of CNI's settings. */
  readonly cni: string;
  /** Holds a folder for every registry that is not asked by https at its own name. */
  readonly registries: string;
}

/** Where the settings of a run's node are. */
export function nodeFiles(run: ClusterRun): NodeFiles {
  const folder = join(run.folder, 'node');
  return {
    containerd: join(folder, 'containerd.toml'),
    kubelet: join(folder, 'kubelet.json'),
    kubeProxy: join(folder, 'kube-proxy.json'),
    cni: join(folder, 'cni'),
    registries: join(folder, 'registries'),
  };
}

/** Writes what containerd, CNI and the kubelet are started with. */
export async function writeNodeFiles(run: ClusterRun, taints: readonly Taint[]): Promise<void> {
  const files = nodeFiles(run);
  await mkdir(files.cni, { recursive: true });
  await mkdir(files.registries, { recursive: true });
  await writeFile(join(files.cni, '10-pods.conflist'), JSON.stringify(cniSettings(run)));
  await writeFile(files.kubelet, JSON.stringify(kubeletSettings(run, taints)));
  await writeFile(files.containerd, containerdSettings(run, await chooseSnapshotter(run)));
}

function cniSettings(run: ClusterRun) {
  const range = {
    subnet: `${run.subnet}.0/24`,
    rangeStart: `${run.subnet}.10`,
    rangeEnd: `${run.subnet}.250`,
    gateway: nodeAddress(run),
  };
  const bridge = {
    type: 'bridge',
    bridge: bridgeName,
    isGateway: true,
    hairpinMode: true,
    ipam: { type: 'host-local', ranges: [[range]], routes: [{ dst: '0.0.0.0/0' }] },
  };
  const portmap = { type: 'portmap', capabilities: { portMappings: true } };
  return { cniVersion: '1.0.0', name: 'pods', plugins: [bridge, portmap, { type: 'loopback' }] };
}

function kubeletSettings(run: ClusterRun, taints: readonly Taint[]) {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    // A log that is rotated while a test reads it is another one.
    containerLogMaxSize: '200Mi',
    address: nodeAddress(run),
    // Only the run's own network leads here.
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    cgroupRoot: `/${run.cgroup}`,
    cgroupDriver: 'cgroupfs',
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    resolvConf: '/dev/null',
    volumePluginDir: '/var/lib/flex-volume-plugins',
    registerWithTaints: taints,
    // A test machine's disk may be nearly full, and what tests imported must stay.
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': '1%',
      'imagefs.available': '1%',
    },
    imageGCHighThresholdPercent: 100,
  };
}

const overlayMagic = 0x794c7630;

// Overlays cannot be stacked on an overlay, which is what a container's own disk is.
async function chooseSnapshotter(run: ClusterRun): Promise<'overlayfs' | 'native'> {
  const { type } = await statfs(run.folder);
  return type === overlayMagic ? 'native' : 'overlayfs';
}

// Without restrict_oom_score_adj every pod fails where root lacks CAP_SYS_RESOURCE.
function containerdSettings(run: ClusterRun, snapshotter: string): string {
  const binaries = join(run.folder, 'bin', 'node');
  const { cni, registries } = nodeFiles(run);
  return `version = 3
disabled_plugins = ["io.containerd.nri.v1.nri"]
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "${snapshotter}"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "${pauseImageName}"
[plugins."io.containerd.cri.v1.images".registry]
  config_path = "${registries}"
[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = true
[plugins."io.containerd.cri.v1.runtime".cni]
  bin_dirs = ["${binaries}"]
  conf_dir = "${cni}"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
  SystemdCgroup = false
  BinaryName = "${join(binaries, 'runc')}"
`;
}
