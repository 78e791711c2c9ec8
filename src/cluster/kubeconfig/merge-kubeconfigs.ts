import type { Kubeconfig } from './kubeconfig.ts';

/**
 * Joins files by kubectl's rule: of entries with one name the first file's wins whole, and the
 * first file that names a current context chooses it.
 */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  return {
    currentContext: configs.find((config) => config.currentContext !== '')?.currentContext ?? '',
    contexts: firstWins(configs.map((config) => config.contexts)),
    clusters: firstWins(configs.map((config) => config.clusters)),
    users: firstWins(configs.map((config) => config.users)),
  };
}

function firstWins<Entry>(maps: readonly ReadonlyMap<string, Entry>[]): Map<string, Entry> {
  return new Map(maps.toReversed().flatMap((map) => [...map]));
}
