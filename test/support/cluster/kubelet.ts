import { join } from 'node:path';
import { type Component, startComponent } from './component.ts';
import { nodeFiles, nodeName } from './node-files.ts';
import { nodeAddress } from './run-network.ts';
import type { Sandbox } from './sandbox.ts';

/** Starts the kubelet, which registers the node by itself. */
export function startKubelet(sandbox: Sandbox, kubeconfig: string): Component {
  const { run } = sandbox;
  return startComponent(sandbox, {
    name: 'kubelet',
    program: join(run.folder, 'bin', 'kubernetes', 'testcluster'),
    args: [
      'kubelet',
      `--config=${nodeFiles(run).kubelet}`,
      `--kubeconfig=${kubeconfig}`,
      `--hostname-override=${nodeName}`,
      `--node-ip=${nodeAddress(run)}`,
    ],
  });
}
