import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterRun } from './cluster-run.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';
import type { Sandbox } from './sandbox.ts';

/** Everything that runs inside a sandbox now, with the number each has on this machine. */
export function processesInside({ run, pid }: Sandbox): ProcessIdentity[] {
  const namespace = readProc(String(pid), 'ns/pid');
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  // Containers have process namespaces of their own, but stay below the run's cgroup.
  const isInside = (name: string) =>
    (namespace !== '' && readProc(name, 'ns/pid') === namespace) ||
    readProc(name, 'cgroup').includes(`:/${run.cgroup}/`);
  return pids.filter(isInside).flatMap((name) => identifyProcess(Number(name)) ?? []);
}

/** What a run, and the given processes of it, still have on this machine, one line each. */
export function footprintOf(run: ClusterRun, processes: readonly ProcessIdentity[]): string[] {
  return [
    ...processes.filter(isAlive).map(({ pid }) => `process ${pid}`),
    ...[run.folder, `/sys/class/net/${run.link}`, ...cgroupFolders(run)].filter((file) =>
      existsSync(file),
    ),
    ...readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter((line) => line.includes(`${run.folder}/`)),
  ];
}

// Where Kubernetes, containerd and CNI leave things on a machine that has no private view of them.
const sharedPlaces = [
  '/run/containerd',
  '/run/netns',
  '/tmp/hostpath_pv',
  '/var/lib/cni',
  '/var/lib/containerd',
  '/var/lib/kubelet',
  '/var/log/containers',
  '/var/log/pods',
  '/usr/libexec/kubernetes',
];

/** Every entry of the places that clusters on one machine would share. */
export function listSharedPlaces(): string[] {
  return sharedPlaces
    .filter((place) => existsSync(place))
    .flatMap((place) => [place, ...readdirSync(place).map((name) => join(place, name))]);
}

function readProc(pid: string, name: 'ns/pid' | 'cgroup'): string {
  const file = join('/proc', pid, name);
  try {
    return name === 'ns/pid' ? readlinkSync(file) : readFileSync(file, 'utf8');
  } catch {
    // The process has ended, or is a thread of the kernel.
    return '';
  }
}

function cgroupFolders(run: ClusterRun): string[] {
  const root = '/sys/fs/cgroup';
  return ['.', ...readdirSync(root)].map((hierarchy) => join(root, hierarchy, run.cgroup));
}
