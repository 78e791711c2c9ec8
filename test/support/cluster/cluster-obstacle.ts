import { spawnSync } from 'node:child_process';
import { nodeRecipe } from './binary-recipes.ts';
import { hasCommand, missingPackages, type PackageName } from './ensure-packages.ts';

/**
 * What keeps this machine from running a cluster under test, to be read after "because", or
 * undefined. Distribution packages are no obstacle: they are installed, or named, at the start.
 */
export function clusterObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'the test cluster needs Linux';
  if (!hasCommand('go')) return 'the test cluster is built with Go and there is no `go` command';
  if (process.getuid?.() !== 0) return 'the test cluster needs root';
  if (!canMakeNamespaces()) return 'the test cluster needs to make namespaces, which fails here';
  return undefined;
}

/** All that any first run of a cluster, its images and models needs from the distribution. */
const packages: readonly PackageName[] = [
  ...nodeRecipe.packages,
  ...(['curl', 'debian-archive-keyring', 'iproute2', 'python3-pip', 'util-linux'] as const),
];

/**
 * The one line that does what this user cannot, or undefined where root is not what is missing.
 * Root installs packages by itself; they stand in the line so that it is seen what will come.
 */
export function lineForRoot(command: string): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return undefined;
  const missing = missingPackages(packages);
  const install = `sudo apt-get install --yes ${missing.join(' ')} && `;
  return `${missing.length === 0 ? '' : install}sudo env "PATH=$PATH" ${command}`;
}

function canMakeNamespaces(): boolean {
  const args = ['--mount', '--net', '--pid', '--fork', '--mount-proc', 'true'];
  return !hasCommand('unshare') || spawnSync('unshare', args).status === 0;
}
