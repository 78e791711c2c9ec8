import type { ModelFacts } from '../../../src/core/fit/model-facts.ts';
import { readFacts } from '../../../src/core/fit/read-facts.ts';
import { readHeaderOf } from '../../../src/models/read-header-of.ts';
import type { RandomModel } from './random-shape.ts';
import { writeShape } from './write-shape.ts';

/** Writes the file of a model and reads of its header what a plan goes by. */
export async function fileOfShape(
  path: string,
  { shape, quant }: RandomModel,
): Promise<ModelFacts> {
  await writeShape(path, shape, quant);
  const { signal } = new AbortController();
  const outcome = await readHeaderOf({ kind: 'file', path }, { signal });
  if (outcome.kind !== 'read') throw new Error(JSON.stringify(outcome));
  return readFacts(outcome.header);
}
