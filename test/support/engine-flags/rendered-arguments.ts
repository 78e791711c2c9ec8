import { valueAt } from '../../../src/core/value-at.ts';
import { LlmkubeError } from '../../../src/errors/llmkube-error.ts';
import { type GoldenInput, objectsOf } from '../golden/pipeline.ts';

const place = ['spec', 'template', 'spec', 'containers', 0, 'args'];

/** What the engine of a release is started with; nothing where the release is refused. */
export function renderedArguments(input: GoldenInput): readonly string[] | undefined {
  try {
    const pods = objectsOf(input).find(({ kind }) => kind === 'Deployment');
    return valueAt(pods, place) as readonly string[];
  } catch (error) {
    if (error instanceof LlmkubeError) return undefined;
    throw error;
  }
}
