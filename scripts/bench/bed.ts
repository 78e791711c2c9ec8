import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCluster } from '../../test/support/cluster/start-cluster.ts';
import type { TestCluster } from '../../test/support/cluster/test-cluster.ts';
import { buildServerImage } from '../../test/support/images/build-server-image.ts';
import { serveFolder } from '../../test/support/models/serve-folder.ts';
import { writeTinyGguf } from '../models/write-tiny-gguf.ts';
import { type CommandTimes, runTimed } from './run-timed.ts';

/** What every benchmark measures on: a cluster of its own and the programs to compare. */
export interface Bed {
  readonly cluster: TestCluster;
  /** The namespace of the kubeconfig, which nothing else uses. */
  readonly namespace: string;
  /** An image that the node has already, and a model that this machine serves. */
  readonly image: string;
  readonly modelUrl: string;
  /** A folder for files that go when the bed does. */
  readonly folder: string;
  /** Runs the bundle as its users do, in a process of its own. */
  readonly llmkube: (...args: string[]) => Promise<CommandTimes>;
  /** Runs the kubectl that was built with the cluster. */
  readonly kubectl: (...args: string[]) => Promise<CommandTimes>;
}

const root = path.resolve(import.meta.dirname, '../..');
const namespace = 'default';

/** Starts everything, lets `work` use it, and takes it down whatever happens. */
export async function withBed<T>(work: (bed: Bed) => Promise<T>): Promise<T> {
  const image = await buildServerImage();
  const cluster = await startCluster({ node: true, images: [image.archive] });
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-bench-'));
  try {
    await writeTinyGguf(path.join(folder, 'tiny.gguf'));
    const files = await serveFolder({ folder, address: cluster.hostAddress });
    try {
      const env = { KUBECONFIG: cluster.kubeconfig };
      const program = path.join(root, 'bin/run.js');
      return await work({
        cluster,
        namespace,
        image: image.name,
        modelUrl: `${files.url}/tiny.gguf`,
        folder,
        llmkube: (...args) => runTimed(process.execPath, [program, ...args], env),
        kubectl: (...args) => runTimed(cluster.kubectl, args, env),
      });
    } finally {
      await files.close();
    }
  } finally {
    await cluster.stop();
    await rm(folder, { recursive: true });
  }
}
