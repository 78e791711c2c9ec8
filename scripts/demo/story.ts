import path from 'node:path';
import { ensurePackages } from '../../test/support/cluster/ensure-packages.ts';
import { startCluster } from '../../test/support/cluster/start-cluster.ts';
import type { TestCluster } from '../../test/support/cluster/test-cluster.ts';
import { buildServerImage } from '../../test/support/images/build-server-image.ts';
import { serveFolder } from '../../test/support/models/serve-folder.ts';
import { smallChatModel } from '../../test/support/models/small-chat-model.ts';
import { askThroughForward } from './ask-through-forward.ts';
import { runShown } from './run-shown.ts';

const program = path.resolve(import.meta.dirname, '../../bin/run.js');
const release = 'smollm';
const question = 'Name the capital city of France.';

/**
 * From nothing to a chat answer and back: a cluster of its own, deploy, ask, list, delete. Gives
 * back what the model said. Whatever happens, the cluster is gone afterwards.
 */
export async function tellStory(signal: AbortSignal): Promise<string> {
  await ensurePackages(['curl']);
  const image = await buildServerImage();
  signal.throwIfAborted();
  const model = await smallChatModel();
  signal.throwIfAborted();
  tell('Starting a Kubernetes cluster with one node');
  const begun = Date.now();
  const cluster = await startCluster({ node: true, images: [image.archive] });
  try {
    tell(`It is up after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    const files = await serveFolder({
      folder: path.dirname(model.path),
      address: cluster.hostAddress,
    });
    try {
      const source = `${files.url}/${path.basename(model.path)}`;
      return await deployAskAndDelete(cluster, { source, image: image.name, signal });
    } finally {
      await files.close();
    }
  } finally {
    await cluster.stop();
    tell('\nThe cluster is gone');
  }
}

interface Given {
  readonly source: string;
  readonly image: string;
  readonly signal: AbortSignal;
}

async function deployAskAndDelete(
  { kubeconfig, kubectl }: TestCluster,
  { source, image, signal }: Given,
): Promise<string> {
  const env = { KUBECONFIG: kubeconfig };
  const llmkube = async (...args: string[]) => {
    signal.throwIfAborted();
    await runShown({ name: 'llmkube', program: [process.execPath, program], args, env });
  };
  await llmkube('deploy', release, '--source', source, '--image', image);
  signal.throwIfAborted();
  const answer = await askThroughForward({
    kubectl: { program: [kubectl], env },
    release,
    question,
  });
  await llmkube('list');
  await llmkube('delete', release, '--data', '--yes');
  return answer;
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
