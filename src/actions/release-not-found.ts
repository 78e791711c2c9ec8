import type { Target } from '../core/target.ts';
import { didYouMean } from '../core/text/did-you-mean.ts';
import { nearNames } from '../core/text/near-names.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Named } from './check-spelling.ts';
import { targetFlag, targetName } from './target-words.ts';

export interface Missed extends Named {
  readonly verb: keyof typeof wishes;
  /** The claim that an earlier `delete` of the name has left. */
  readonly keptClaim?: string | undefined;
}

/** How a sentence says what was wanted. */
const wishes = {
  status: 'show',
  wait: 'wait for',
  delete: 'delete',
  logs: 'read the logs of',
  chat: 'chat with',
  restart: 'restart',
  scale: 'scale',
  license: 'read the license of',
  render: 'render',
} as const;

/** The error for a name that no release has: what may have been meant, and what is left of it. */
export async function releaseNotFound(missed: Missed, target: Target): Promise<LlmkubeError> {
  const { id, release, verb, keptClaim } = missed;
  const { namespace } = target.address;
  const isMachine = target.address.kind === 'machine';
  const flag = targetFlag(target.address);
  const near = nearNames(release, await knownReleases(target));
  const kept =
    keptClaim === undefined ? '' : `, only the claim \`${keptClaim}\` that was kept of one`;
  return new LlmkubeError(
    'RELEASE_NOT_FOUND',
    `Cannot ${wishes[verb]} \`${id}\`: ${targetName(target.address)} has no such release${kept}${didYouMean(near)}`,
    {
      facts: { release, namespace, ...(near.length === 0 ? {} : { near }) },
      suggestions: [
        ...near.slice(0, 1).map((name) => `llmkube ${verb} ${name} ${flag}`),
        ...(keptClaim === undefined ? [] : [`llmkube delete ${release} --data ${flag}`]),
        `llmkube list ${flag}`,
        ...(isMachine ? [] : ['llmkube list -A']),
      ].slice(0, 3),
    },
  );
}

async function knownReleases(target: Target): Promise<readonly string[]> {
  try {
    return (await target.listReleases('target')).map(({ release }) => release);
  } catch (error) {
    // Names are a courtesy: who may not list them still hears that there is no such release.
    if (error instanceof LlmkubeError) return [];
    throw error;
  }
}
