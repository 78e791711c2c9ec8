import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ClusterOptions, openCluster } from '../../src/cluster/open-cluster.ts';
import type { Timing } from '../../src/cluster/timing.ts';
import type { Target } from '../../src/core/target.ts';
import { serverCertificate } from './test-certificates.ts';

/** A kubeconfig of one context, with further fields of its user and its cluster. */
export async function writeKubeconfig(
  folder: string,
  server: string,
  { user = { token: 'token-1' }, cluster = {} }: { user?: object; cluster?: object } = {},
): Promise<string> {
  const authority = Buffer.from(serverCertificate.certificate).toString('base64');
  const path = join(folder, `${crypto.randomUUID()}.kubeconfig`);
  const content = {
    clusters: [
      { name: 'c', cluster: { server, 'certificate-authority-data': authority, ...cluster } },
    ],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'dev', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'dev',
  };
  await writeFile(path, JSON.stringify(content));
  return path;
}

/** Opens the target of a kubeconfig and closes it when the test is over. */
export async function openTarget(
  kubeconfig: string,
  options: Partial<ClusterOptions> = {},
): Promise<Target> {
  const target = await openCluster({
    kubeconfig,
    environment: {},
    home: '/nonexistent',
    version: '1.2.3',
    ...options,
  });
  onTestFinished(() => target.close());
  return target;
}

/** A clock that only moves when somebody sleeps, and remembers how long. */
export function virtualTiming(): { readonly timing: Timing; readonly slept: number[] } {
  const slept: number[] = [];
  let now = 1_800_000_000_000;
  return {
    slept,
    timing: {
      now: () => now,
      sleep: async (milliseconds, signal) => {
        signal?.throwIfAborted();
        slept.push(milliseconds);
        now += milliseconds;
      },
      random: () => 0,
    },
  };
}
