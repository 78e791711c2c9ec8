import { join } from 'node:path';
import type { PackageName } from './ensure-packages.ts';

/** How the binaries of one Go module are built. Names of folders and files are absolute. */
export interface BinaryRecipe {
  readonly name: string;
  /** Files that are copied side by side, or into the named subfolder, before the build. */
  readonly sources: Readonly<Record<string, string>>;
  /** Arguments of `go build`, one build each; OUT stands for the folder of the results. */
  readonly builds: readonly (readonly string[])[];
  readonly environment: Readonly<Record<string, string>>;
  readonly packages: readonly PackageName[];
  /** What a person who waits for it is told. */
  readonly expectation: string;
}

/** The versions that can be started, each a folder below go/kubernetes; the first is the default. */
export const kubernetesVersions = ['1.37.2'] as const;

export type KubernetesVersion = (typeof kubernetesVersions)[number];

const goFolder = join(import.meta.dirname, 'go');
const strip = '-s -w';

/** The control plane, kubelet, kube-proxy and etcd in `testcluster`, and `kubectl` by itself. */
export function kubernetesRecipe(version: KubernetesVersion): BinaryRecipe {
  const flags = ['-trimpath', '-ldflags', `${strip} ${versionFlags(version)}`];
  return {
    name: `kubernetes-${version}`,
    sources: {
      'main.go': join(goFolder, 'kubernetes', 'main.go'),
      'local_volumes.go': join(goFolder, 'kubernetes', 'local_volumes.go'),
      'go.mod': join(goFolder, 'kubernetes', version, 'go.mod'),
      'go.sum': join(goFolder, 'kubernetes', version, 'go.sum'),
    },
    builds: [
      [...flags, '-o', 'OUT/testcluster', '.'],
      [...flags, '-o', 'OUT/kubectl', 'k8s.io/kubernetes/cmd/kubectl'],
    ],
    environment: {},
    packages: ['gcc', 'libc6-dev'],
    expectation: 'about 9 minutes the first time on 2 cores',
  };
}

/** containerd and its shim, `ctr`, runc and the CNI plugins. */
export const nodeRecipe: BinaryRecipe = {
  name: 'node',
  sources: {
    'go.mod': join(goFolder, 'node', 'go.mod'),
    'go.sum': join(goFolder, 'node', 'go.sum'),
  },
  // Without the tag runc refuses every pod that has a seccomp profile.
  builds: [['-trimpath', '-tags', 'seccomp', '-ldflags', strip, '-o', 'OUT/', 'tool']],
  environment: {},
  packages: ['gcc', 'libc6-dev', 'libseccomp-dev', 'pkg-config'],
  expectation: 'about 2 minutes the first time on 2 cores',
};

/** The first process of a run's namespaces, and the program of the pause image. */
export const sandboxRecipe: BinaryRecipe = {
  name: 'sandbox',
  sources: {
    'go.mod': join(goFolder, 'sandbox', 'go.mod'),
    'main.go': join(goFolder, 'sandbox', 'main.go'),
    'pause/main.go': join(goFolder, 'sandbox', 'pause', 'main.go'),
  },
  builds: [['-trimpath', '-ldflags', strip, '-o', 'OUT/', '.', './pause']],
  // The pause program runs in an image that holds nothing else, so it is linked statically.
  environment: { CGO_ENABLED: '0' },
  packages: [],
  expectation: 'some seconds',
};

/** The registry of the distribution project. */
export const registryRecipe: BinaryRecipe = {
  name: 'registry',
  sources: {
    'go.mod': join(goFolder, 'registry', 'go.mod'),
    'go.sum': join(goFolder, 'registry', 'go.sum'),
  },
  builds: [['-trimpath', '-ldflags', strip, '-o', 'OUT/', 'tool']],
  environment: {},
  packages: [],
  expectation: 'about a minute the first time on 2 cores',
};

/** A server of S3 that checks signatures, the gateway of Versity. */
export const s3Recipe: BinaryRecipe = {
  name: 's3',
  sources: {
    'go.mod': join(goFolder, 's3', 'go.mod'),
    'go.sum': join(goFolder, 's3', 'go.sum'),
  },
  builds: [['-trimpath', '-ldflags', strip, '-o', 'OUT/', 'tool']],
  environment: { CGO_ENABLED: '0' },
  packages: [],
  expectation: 'about 2 minutes the first time on 2 cores',
};

// Without these the server calls itself v0.0.0.
function versionFlags(version: KubernetesVersion): string {
  const [major, minor] = version.split('.');
  const variable = 'k8s.io/component-base/version.git';
  return [
    `-X ${variable}Version=v${version}`,
    `-X ${variable}Major=${major}`,
    `-X ${variable}Minor=${minor}`,
  ].join(' ');
}
