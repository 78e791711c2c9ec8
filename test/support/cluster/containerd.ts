import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { makeCgroups } from './cgroups.ts';
import type { ClusterRun } from './cluster-run.ts';
import { type Component, startComponent } from './component.ts';
import { nodeFiles } from './node-files.ts';
import { pollUntil } from './poll-until.ts';
import { enter, type Sandbox } from './sandbox.ts';

/** Starts containerd with the settings in the run's folder and waits until it listens. */
export async function startContainerd(sandbox: Sandbox): Promise<Component> {
  const { run, pid } = sandbox;
  makeCgroups(run.cgroup);
  const binaries = join(run.folder, 'bin', 'node');
  const containerd = startComponent(sandbox, {
    name: 'containerd',
    program: join(binaries, 'containerd'),
    args: ['--config', nodeFiles(run).containerd],
    // It looks for its shim on the PATH.
    environment: { PATH: `${binaries}:${process.env.PATH}` },
  });
  const socket = `/proc/${pid}/root/run/containerd/containerd.sock`;
  const waiting = { what: 'containerd to listen', seconds: 30, failure: containerd.failure };
  await pollUntil(waiting, () => existsSync(socket));
  return containerd;
}

/** Loads a docker archive, so that pods can use its image without a registry. */
export async function importImage(sandbox: Sandbox, archive: string): Promise<void> {
  const ctr = join(sandbox.run.folder, 'bin', 'node', 'ctr');
  const args = ['--namespace=k8s.io', 'images', 'import', '-'];
  await execa(...enter(sandbox, ctr, args), { inputFile: archive });
}

/** Makes image names of one registry be asked at a URL, which may be plain http. */
export async function mirrorRegistry(
  run: ClusterRun,
  registry: string,
  url: string,
): Promise<void> {
  const folder = join(nodeFiles(run).registries, registry);
  await mkdir(folder, { recursive: true });
  const settings = `server = "${url}"\n[host."${url}"]\n  capabilities = ["pull", "resolve"]\n`;
  await writeFile(join(folder, 'hosts.toml'), settings);
}
