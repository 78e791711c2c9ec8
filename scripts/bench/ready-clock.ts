import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { Bed } from './bed.ts';

/** Tells when a pod was seen to be ready, by somebody who is not being measured. */
export interface ReadyClock {
  /** On the clock of `performance.now`; nothing when no pod became ready. */
  readonly readyAt: () => number | undefined;
  readonly stop: () => Promise<void>;
}

/** Watches the pods of one release through kubectl, whose watch is as quick as any client's. */
export function startReadyClock({ cluster, namespace }: Bed, release: string): ReadyClock {
  const ready = 'custom-columns=READY:.status.conditions[?(@.type=="Ready")].status';
  const selector = `cli.llmkube.dev/release=${release}`;
  const args = ['get', 'pods', '--namespace', namespace, '--selector', selector];
  const child = execa(cluster.kubectl, [...args, '--watch', '--no-headers', '--output', ready], {
    env: { KUBECONFIG: cluster.kubeconfig },
    stdin: 'ignore',
    reject: false,
  });
  let readyAt: number | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.trim() === 'True') readyAt ??= performance.now();
  });
  const stop = async () => {
    child.kill();
    await child;
  };
  return { readyAt: () => readyAt, stop };
}
