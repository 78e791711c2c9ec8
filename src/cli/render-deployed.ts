import { renderRevision } from '../actions/render-revision.ts';
import type { Manifest } from '../core/manifest.ts';
import { didYouMean } from '../core/text/did-you-mean.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { TargetFlags } from './flags/target.ts';
import { openTarget } from './open-ports.ts';
import type { RenderWords } from './parse-render.ts';

type ReleaseWords = Extract<RenderWords, { kind: 'release' }>;

/** The objects of a release of the cluster that the flags name. */
export async function renderDeployed(
  { named, near }: ReleaseWords,
  flags: TargetFlags & {
    readonly revision?: number | undefined;
    readonly deployed?: boolean | undefined;
  },
): Promise<readonly Manifest[]> {
  const { revision, deployed, namespace } = flags;
  const isMaybeModel = revision === undefined && deployed !== true;
  try {
    const target = await openTarget(flags);
    try {
      return await renderRevision({ ...named, revision, namespace }, target);
    } finally {
      await target.close();
    }
  } catch (error) {
    const isNowhere =
      error instanceof LlmkubeError && /^(RELEASE_NOT_FOUND|NO_TARGET)$/.test(error.code);
    throw isNowhere ? nothingOfThatName(error, { named, near, isMaybeModel }) : error;
  }
}

// Whoever has misspelt a model looks for no release.
function nothingOfThatName(
  error: LlmkubeError,
  {
    named: { id },
    near,
    isMaybeModel,
  }: Pick<ReleaseWords, 'named' | 'near'> & { readonly isMaybeModel: boolean },
): LlmkubeError {
  const suggestions = [...near.map((model) => `llmkube render ${model}`), ...error.suggestions];
  const facts = { ...error.facts, ...(near.length === 0 ? {} : { near }) };
  const message =
    error.code === 'NO_TARGET'
      ? `Cannot render \`${id}\`: ${isMaybeModel ? 'it is no model, and ' : ''}there is no cluster to look for a release in`
      : error.message;
  const told = `${message}${didYouMean(near)}`;
  return new LlmkubeError(error.code, told, {
    facts,
    suggestions: suggestions.slice(0, 3),
    cause: error,
  });
}
