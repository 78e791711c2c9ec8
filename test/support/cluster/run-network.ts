import { existsSync } from 'node:fs';
import { execa } from 'execa';
import type { ClusterRun } from './cluster-run.ts';
import { enter, type Sandbox } from './sandbox.ts';

/** The name of the bridge inside a run's network namespace. */
export const bridgeName = 'pods0';

/** The address of the node, the API server and the gateway of pods. */
export function nodeAddress({ subnet }: ClusterRun): string {
  return `${subnet}.1`;
}

/** The address at which the run reaches programs on the host. */
export function hostAddress({ subnet }: ClusterRun): string {
  return `${subnet}.254`;
}

/** Makes the run's bridge, with the host's card plugged into it. */
export async function connectNetwork(sandbox: Sandbox): Promise<void> {
  const { run, pid } = sandbox;
  await ipBatch(
    'ip',
    [],
    [
      `link add name ${run.link} type veth peer name uplink netns ${pid}`,
      `addr add ${hostAddress(run)}/24 dev ${run.link}`,
      `link set ${run.link} up`,
    ],
  );
  const [program, args] = enter(sandbox, 'ip', []);
  await ipBatch(program, args, [
    'link set lo up',
    // A bridge without an address of its own changes it whenever a pod comes or goes.
    `link add name ${bridgeName} address 02:00:00:00:00:01 type bridge`,
    `addr add ${nodeAddress(run)}/24 dev ${bridgeName}`,
    `link set uplink master ${bridgeName}`,
    'link set uplink up',
    `link set ${bridgeName} up`,
  ]);
}

/** Takes the run's card from the host, which the kernel else does some time after the run. */
export async function disconnectNetwork({ link }: ClusterRun): Promise<void> {
  if (!existsSync(`/sys/class/net/${link}`)) return;
  const result = await execa('ip', ['link', 'delete', link], { reject: false });
  const isGone = !existsSync(`/sys/class/net/${link}`);
  if (result.failed && !isGone) throw new Error(`Cannot delete ${link}: ${result.stderr}`);
}

async function ipBatch(program: string, args: string[], lines: string[]): Promise<void> {
  await execa(program, [...args, '-batch', '-'], { input: `${lines.join('\n')}\n` });
}
