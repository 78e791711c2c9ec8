import { sourceOfRelease } from '../actions/source-of-release.ts';
import type { CatalogEntry } from '../core/catalog/catalog-entry.ts';
import { fieldOf, textAt } from '../core/record/summary.ts';
import type { Target } from '../core/target.ts';
import { didYouMean } from '../core/text/did-you-mean.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { TargetFlags } from './flags/target.ts';
import { openTarget } from './open-ports.ts';
import { type DeployWords, parseModel } from './parse-model.ts';

/**
 * Where the weights of what is named come from. A model is meant wherever `deploy` would take one,
 * unless a target is named: then a release goes first. Only for a release a target is opened.
 */
export async function findSource(
  word: string,
  flags: TargetFlags,
  catalog: readonly CatalogEntry[],
): Promise<string> {
  const words = await parseModel(
    { word, name: undefined, source: undefined, verb: 'license' },
    async () => catalog,
  );
  if (words.source !== undefined) return words.source;
  const model = textAt(fieldOf(words.asked?.intent, 'model'), 'source');
  if (model !== '' && !isTargetNamed(flags)) return model;
  try {
    return await releaseSource(words, flags);
  } catch (error) {
    const isNowhere =
      error instanceof LlmkubeError && /^(RELEASE_NOT_FOUND|NO_TARGET)$/.test(error.code);
    if (isNowhere && model !== '') return model;
    // Without a target there are still the models that the word is near to.
    if (isNowhere && error.code === 'NO_TARGET') throw nothingOfThatName(word, words);
    throw error;
  }
}

async function releaseSource(named: DeployWords, flags: TargetFlags): Promise<string> {
  const target: Target = await openTarget(flags);
  try {
    return await sourceOfRelease(named, target);
  } finally {
    await target.close();
  }
}

function isTargetNamed({ local, namespace, context, kubeconfig }: TargetFlags): boolean {
  return local === true || [namespace, context, kubeconfig].some((flag) => flag !== undefined);
}

function nothingOfThatName(word: string, { near = [] }: DeployWords): LlmkubeError {
  return new LlmkubeError(
    'MODEL_NOT_FOUND',
    `Cannot read the license of \`${word}\`: the catalog has no such model, and there is no cluster to look for a release in${didYouMean(near)}`,
    {
      facts: { model: word, ...(near.length === 0 ? {} : { near }) },
      suggestions: [
        ...near.map((id) => `llmkube license ${id}`),
        `llmkube license ${word} --local`,
        'llmkube catalog list',
      ].slice(0, 3),
    },
  );
}
