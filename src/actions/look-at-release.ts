import type { Manifest } from '../core/manifest.ts';
import { labelKeys } from '../core/marks.ts';
import { dataKind } from '../core/plan/ownership.ts';
import type { ReleaseView, Sight } from '../core/status/release-view.ts';
import type { Target } from '../core/target.ts';
import type { ErrorCode } from '../errors/codes.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** Reads a release by four requests that are under way together. */
export async function lookAtRelease(release: string, target: Target): Promise<ReleaseView> {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', name: release };
  const [record, live, pods, claims] = await Promise.all([
    sight(target.readRecord(release)),
    sight(target.read(deployment)),
    sight(target.listObjects({ apiVersion: 'v1', kind: 'Pod' }, release)),
    sight(target.listObjects({ apiVersion: 'v1', kind: dataKind }, release)),
  ]);
  return { record, deployment: onlyMarked(live, release), pods, claims };
}

// An object of somebody else that has the name is not part of the release.
function onlyMarked(
  live: Sight<Manifest | undefined>,
  release: string,
): Sight<Manifest | undefined> {
  if (live.kind === 'unseen') return live;
  const isMarked = live.value?.metadata.labels?.[labelKeys.release] === release;
  return isMarked ? live : { kind: 'seen', value: undefined };
}

/** Failures of one part that leave the others worth showing. */
const partialFailures: readonly ErrorCode[] = ['FORBIDDEN', 'RECORD_UNREADABLE', 'RECORD_NEWER'];

async function sight<T>(reading: Promise<T>): Promise<Sight<T>> {
  try {
    return { kind: 'seen', value: await reading };
  } catch (error) {
    if (!(error instanceof LlmkubeError) || !partialFailures.includes(error.code)) throw error;
    return { kind: 'unseen', error };
  }
}
