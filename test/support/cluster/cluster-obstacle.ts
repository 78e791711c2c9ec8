import { spawnSync } from 'node:child_process';
import { hasCommand } from './ensure-packages.ts';

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

function canMakeNamespaces(): boolean {
  const args = ['--mount', '--net', '--pid', '--fork', '--mount-proc', 'true'];
  return !hasCommand('unshare') || spawnSync('unshare', args).status === 0;
}
