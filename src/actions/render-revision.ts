import type { Manifest } from '../core/manifest.ts';
import { readRevision } from '../core/record/revisions.ts';
import type { ReleaseRecord } from '../core/record/schema.ts';
import { portable } from '../core/render/portable.ts';
import type { Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Named } from './check-spelling.ts';
import { requireRelease } from './require-release.ts';
import { targetFlag } from './target-words.ts';

export interface RenderRevisionInput extends Named {
  /** By default the newest. */
  readonly revision: number | undefined;
  /** Where the objects are to live, if anybody said so. */
  readonly namespace: string | undefined;
}

/** The objects that a revision of a release was made of, as its record has them. */
export async function renderRevision(
  { revision, namespace, ...named }: RenderRevisionInput,
  target: Target,
): Promise<readonly Manifest[]> {
  const stored = await target.readRecord(named.release);
  const { record } = await requireRelease({ ...named, verb: 'render' }, stored, target);
  const number = revision ?? record.state.revision;
  const found = readRevision(record.revisions, number);
  if (found === undefined) throw noSuchRevision(record, number, target);
  return portable(found.objects, namespace);
}

function noSuchRevision(
  { release, revisions, state }: ReleaseRecord,
  number: number,
  { address }: Target,
): LlmkubeError {
  const flag = targetFlag(address);
  const facts = { release, revision: number };
  if (state.revision === 0) {
    return new LlmkubeError(
      'REVISION_NOT_FOUND',
      `Cannot render \`${release}\`: its first deploy has not been finished`,
      { facts, suggestions: [`llmkube status ${release} ${flag}`] },
    );
  }
  if (revisions.has(number)) {
    return new LlmkubeError(
      'RECORD_UNREADABLE',
      `Cannot render \`${release}\`: revision ${number} in its record is damaged`,
      { facts },
    );
  }
  const kept = [...revisions.keys()].toSorted((one, other) => one - other);
  return new LlmkubeError(
    'REVISION_NOT_FOUND',
    `Cannot render \`${release}\`: its record has no revision ${number}, only ${kept.join(', ')}`,
    {
      facts: { ...facts, revisions: kept.map(String) },
      suggestions: [`llmkube render ${release} --revision ${kept.at(-1)} ${flag}`],
    },
  );
}
