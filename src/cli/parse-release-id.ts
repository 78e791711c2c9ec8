import { foldReleaseName } from '../core/release-name.ts';
import { redact } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

export interface ReleaseId {
  /** As the user typed it. */
  readonly id: string;
  /** Folded to the name of the release. */
  readonly release: string;
}

/**
 * Reads the positional of a command: the name of a release or any id of a model. What can only
 * be a place of weights is not taken for a name.
 */
export function parseReleaseId(text: string): ReleaseId {
  if (/:\/\/|^(\/|\.\.?\/|~)|\.gguf$/i.test(text)) {
    const source = redact(text);
    throw new LlmkubeError(
      'INVALID_NAME',
      `Cannot name a release \`${source}\`: it is a model source`,
      {
        facts: { name: source },
        suggestions: [`llmkube deploy <name> --source ${source} --image <image>`],
      },
    );
  }
  return { id: text, release: foldReleaseName(text) };
}
