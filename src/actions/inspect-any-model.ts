import { inspectModel } from '../core/fit/inspect-model.ts';
import type { ModelInspection } from '../core/fit/model-inspection.ts';
import { inspectRepository } from '../core/transformers/inspect-repository.ts';
import { findWeights } from './find-weights.ts';
import { type ModelPorts, readModel } from './read-model.ts';
import { type RepositoryPorts, readRepository } from './read-repository.ts';

/** Reads a model in any form and says what it is; throws for what is no model. */
export async function inspectAnyModel(
  asked: { readonly name: string; readonly source: string },
  ports: ModelPorts & RepositoryPorts,
): Promise<ModelInspection> {
  const { source } = asked;
  const found = await findWeights(source, undefined, ports);
  if (found.kind === 'gguf') {
    return inspectModel({ ...asked, ...(await readModel(source, ports)) });
  }
  const model = await readRepository(source, found.folder, ports);
  return inspectRepository({ ...asked, model });
}
