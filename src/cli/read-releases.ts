import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { TargetFlags } from './flags/target.ts';
import { type ReadSpec, readSpecs } from './read-specs.ts';

export interface FileFlags extends Pick<TargetFlags, 'namespace' | 'local'> {
  readonly filename: readonly string[];
  readonly recursive: boolean;
}

/** What the files of `-f` want, and the one namespace that they want it in, if they name one. */
export async function readReleases(
  flags: FileFlags,
): Promise<{ readonly releases: readonly ReadSpec[]; readonly namespace: string | undefined }> {
  const { filename: paths, recursive, local = false } = flags;
  const releases = await readSpecs({ paths, recursive }, local ? 'host' : 'pod');
  const named = new Set(releases.flatMap(({ namespace }) => namespace ?? []));
  if (flags.namespace !== undefined) named.add(flags.namespace);
  const [namespace, other] = named;
  if (local && namespace !== undefined) {
    throw wrongNamespace('this machine has no namespaces', namespace);
  }
  if (other !== undefined) {
    throw wrongNamespace('one command applies to one namespace', `${namespace}\` and \`${other}`);
  }
  return { releases, namespace };
}

function wrongNamespace(fact: string, names: string): LlmkubeError {
  return new LlmkubeError('USAGE', `Cannot use namespace \`${names}\`: ${fact}`, {
    facts: { field: 'metadata.namespace' },
    suggestions: ['llmkube apply -f <file of one namespace>'],
  });
}
