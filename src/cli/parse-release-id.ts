import { foldReleaseName } from '../core/release-name.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

export interface ReleaseId {
  /** As the user typed it. */
  readonly id: string;
  /** Folded to the name of the release. */
  readonly release: string;
}

/** Reads the positional of a command. What looks like a model source is not taken for a name. */
export function parseReleaseId(text: string): ReleaseId {
  if (text.includes('/') || text.endsWith('.gguf')) {
    throw new LlmkubeError(
      'INVALID_NAME',
      `Cannot name a release \`${text}\`: it is a model source`,
      {
        facts: { name: text },
        suggestions: [`llmkube deploy <name> --source ${text} --image <image>`],
      },
    );
  }
  return { id: text, release: foldReleaseName(text) };
}
