import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Component, startComponent } from './component.ts';
import { nodeFiles, nodeName } from './node-files.ts';
import type { Sandbox } from './sandbox.ts';

/** Starts kube-proxy, whose rules stay inside the run's own network namespace. */
export async function startKubeProxy(sandbox: Sandbox, kubeconfig: string): Promise<Component> {
  const { folder, subnet } = sandbox.run;
  const file = nodeFiles(sandbox.run).kubeProxy;
  const settings = {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig },
    hostnameOverride: nodeName,
    clusterCIDR: `${subnet}.0/24`,
    // Pods share one bridge: an answer would pass kube-proxy by and not be translated back.
    nftables: { masqueradeAll: true },
    // These limits are the whole machine's, not the namespace's.
    conntrack: { maxPerCore: 0, min: 0 },
  };
  await writeFile(file, JSON.stringify(settings));
  return startComponent(sandbox, {
    name: 'kube-proxy',
    program: join(folder, 'bin', 'kubernetes', 'testcluster'),
    args: ['kube-proxy', `--config=${file}`],
  });
}
