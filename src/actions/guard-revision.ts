import type { Manifest } from '../core/manifest.ts';
import type { StoredRecord, Target, TargetAddress } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { awaitLock } from './await-lock.ts';
import type { Ports } from './ports.ts';
import { targetFlag } from './target-words.ts';

export interface Guarded {
  readonly release: string;
  readonly revision: number;
  /** The Deployment as that revision has it. */
  readonly deployment: Manifest;
}

/**
 * Ports whose facts end with `RELEASE_SUPERSEDED` as soon as a newer revision is rolled out, so
 * that who waits for an older one never takes the newer for it. The record is read only when the
 * Deployment has moved, and once nobody writes it any more: it names a revision last.
 */
export function guardRevision(guarded: Guarded, ports: Ports): Ports {
  const { target } = ports;
  const facts: Target['facts'] = async function* (release, signal) {
    let known = guarded.deployment.metadata.generation ?? 0;
    for await (const fact of target.facts(release, signal)) {
      if (fact.kind === 'present' && fact.object.kind === 'Deployment') {
        const { generation = 0 } = fact.object.metadata;
        if (generation > known) refuseRecord(guarded, await awaitLock(release, ports), target);
        known = Math.max(known, generation);
      }
      yield fact;
    }
  };
  return { ...ports, target: { ...target, facts } };
}

/** Throws when the record has gone on from the revision, or is gone. */
export async function refuseNewer(revision: Revised, target: Target): Promise<void> {
  refuseRecord(revision, await target.readRecord(revision.release), target);
}

type Revised = Pick<Guarded, 'release' | 'revision'>;

function refuseRecord(
  { release, revision }: Revised,
  stored: StoredRecord | undefined,
  { address }: Target,
): void {
  const newest = stored?.record.state.revision;
  if (newest !== undefined && newest <= revision) return;
  throw supersededBy(newest, { release, revision, address });
}

/** The error of who waits for a revision that another one has replaced. */
export function supersededBy(
  newest: number | undefined,
  { release, revision, address }: { release: string; revision: number; address: TargetAddress },
): LlmkubeError {
  const fact = newest === undefined ? 'it was deleted' : `revision ${newest} has replaced it`;
  return new LlmkubeError(
    'RELEASE_SUPERSEDED',
    `Cannot wait for revision ${revision} of \`${release}\`: ${fact}`,
    {
      facts: { release, revision, ...(newest === undefined ? {} : { newest }) },
      suggestions: [
        ...(newest === undefined ? [] : [`llmkube wait ${release} ${targetFlag(address)}`]),
        `llmkube list ${targetFlag(address)}`,
      ],
    },
  );
}
