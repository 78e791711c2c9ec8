import { foldReleaseName } from '../core/release-name.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { redact } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

export interface ReleaseId {
  /** As the user typed it. */
  readonly id: string;
  /** Folded to the name of the release. */
  readonly release: string;
}

/** A command that takes a model in place of a name. */
export type ModelVerb = 'deploy' | 'render' | 'license' | 'model inspect' | 'fit';

/**
 * Reads the positional of a command: the name of a release or any id of a model. What can only
 * be a place of weights is not taken for a name; with the verb of a command that takes a source it is
 * told how.
 */
export function parseReleaseId(text: string, verb?: ModelVerb): ReleaseId {
  if (/:\/\/|^(\/|\.\.?\/|~)|\.gguf$/i.test(text)) {
    const source = redact(text);
    throw new LlmkubeError(
      'INVALID_NAME',
      `Cannot name a release \`${source}\`: it is a model source`,
      {
        facts: { name: source },
        suggestions:
          verb === 'deploy' || verb === 'render'
            ? [`llmkube ${verb} <name> --source ${quoteWord(source)}`]
            : [],
      },
    );
  }
  return { id: text, release: foldReleaseName(text) };
}
