import { fitModelOnNodes } from '../actions/fit-model.ts';
import { connectCluster } from '../cluster/open-cluster.ts';
import { readNodes } from '../cluster/read-nodes.ts';
import type { NodesAsked } from '../core/fit/fit-nodes.ts';
import { claimDevices } from '../core/hardware/claim-devices.ts';
import { nodeDevices } from '../core/hardware/node-devices.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { errorCodes } from '../errors/codes.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { fitNodesText } from '../ui/fit-nodes-text.ts';
import type { NodesWanted } from './nodes-asked.ts';
import { clusterOptions } from './open-ports.ts';
import { type DocumentForm, printDocument } from './print-document.ts';
import { withModelPorts } from './with-model-ports.ts';

export interface FitNodesAsked extends Omit<NodesAsked, 'model' | 'devices' | 'notes'> {
  readonly nodes: NodesWanted;
}

/** Reads nodes and a model, and prints where it fits; the status tells programs. */
export async function printFitNodes(
  { nodes, ...asked }: FitNodesAsked,
  form: DocumentForm | undefined,
): Promise<void> {
  const seen = await lookAtNodes(nodes, asked.name);
  const result = await withModelPorts((ports) => fitModelOnNodes({ ...asked, ...seen }, ports));
  await printDocument(result, form, fitNodesText);
  if (result.code !== undefined) process.exitCode = errorCodes[result.code].exit;
}

async function lookAtNodes(
  { target, node }: NodesWanted,
  model: string,
): Promise<Pick<NodesAsked, 'devices' | 'notes'>> {
  const { connection } = await connectCluster(await clusterOptions(target));
  try {
    const { nodes, slices, notes } = await readNodes({ connection }, node);
    const claimable = claimDevices(slices, nodes);
    const alone = nodeDevices(nodes).filter(
      ({ count, node: name }) => count > 0 || claimable.every((row) => row.node !== name),
    );
    return { devices: [...alone, ...claimable], notes };
  } catch (error) {
    throw error instanceof LlmkubeError && error.code === 'FORBIDDEN'
      ? withWayAround(error, model)
      : error;
  } finally {
    await connection.close();
  }
}

// Whoever may not read nodes may know what they have.
function withWayAround(error: LlmkubeError, model: string): LlmkubeError {
  const { code, message, facts } = error;
  const suggestions = [
    `llmkube fit ${quoteWord(model)} --gpu-memory 24Gi --host-memory 16Gi`,
    ...error.suggestions,
  ].slice(0, 3);
  return new LlmkubeError(code, message, { facts, suggestions, cause: error });
}
