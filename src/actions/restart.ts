import { describeRef, type Manifest } from '../core/manifest.ts';
import { annotationKeys } from '../core/marks.ts';
import { isOurs } from '../core/plan/ownership.ts';
import type { RestartResult } from '../core/results.ts';
import type { StoredRecord } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { awaitLock } from './await-lock.ts';
import type { Named } from './check-spelling.ts';
import { observe } from './observe.ts';
import type { ObserveOptions } from './observe-options.ts';
import type { Ports } from './ports.ts';
import { phaseOf, proveStage } from './prove-stage.ts';
import { requireRelease } from './require-release.ts';
import { resolvedOf, servedOfRecord } from './served-of.ts';

export interface RestartInput extends Named {
  readonly wait: boolean;
  readonly observe: ObserveOptions;
  readonly requireProof: boolean;
  /** Whether it may compute on the processor what was planned for GPUs. */
  readonly allowCpu?: boolean | undefined;
}

/**
 * Replaces the pods of a release by new ones of the same kind. All that is written is one
 * annotation of their template, under a field manager of its own, so that no later deploy takes
 * it away and restarts them again; the record stays as it is.
 */
export async function restart(input: RestartInput, ports: Ports): Promise<RestartResult> {
  const { release } = input;
  const { target } = ports;
  const found = await awaitLock(release, ports);
  const stored = await requireRelease({ ...input, verb: 'restart' }, found, target);
  const restartedAt = new Date(ports.clock.now()).toISOString();
  const deployment = await annotate(stored, restartedAt, ports);
  const served = servedOfRecord(stored.record);
  const common = {
    type: 'result',
    release,
    target: target.address,
    revision: stored.record.state.revision,
    restartedAt,
    endpoint: target.endpoint(release, served),
  } as const;
  if (!input.wait) {
    const proof = { state: 'not proven', why: 'nobody waited for it' } as const;
    return { ...common, phase: 'Unknown', proof };
  }
  const { releaseId, revision } = stored.record.state;
  const expected = { releaseId, revision };
  const observed = { objects: [deployment], options: input.observe, expected };
  const pods = await observe(release, observed, ports);
  const { requireProof, allowCpu } = input;
  const proof = await proveStage(
    { release, served, pods, requireProof, allowCpu, resolved: resolvedOf(stored.record) },
    ports,
  );
  return { ...common, phase: phaseOf(pods), proof };
}

async function annotate(
  { record }: StoredRecord,
  restartedAt: string,
  { target, emit }: Ports,
): Promise<Manifest> {
  const { release, state } = record;
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', name: release };
  const object = describeRef(ref, target.address.namespace);
  emit({ type: 'stageStarted', stage: 'apply' });
  const live = await target.read(ref);
  if (live === undefined) throw gone(release, object);
  if (!isOurs(live, { release, releaseId: state.releaseId })) throw foreign(release, object);
  const { uid } = live.metadata;
  const annotations = { [annotationKeys.restartedAt]: restartedAt };
  const part: Manifest = {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { name: release, ...(uid === undefined ? {} : { uid }) },
    spec: { template: { metadata: { annotations } } },
  };
  const applied = await target.apply(part, { manager: 'restart' });
  emit({ type: 'objectApplied', object, action: 'update' });
  emit({ type: 'stageEnded', stage: 'apply', summary: 'new pods' });
  return applied;
}

function gone(release: string, object: string): LlmkubeError {
  return new LlmkubeError(
    'OBJECT_CHANGED',
    `Cannot restart \`${release}\`: ${object} does not exist any more`,
    { facts: { release, object }, suggestions: [`llmkube deploy ${release}`] },
  );
}

function foreign(release: string, object: string): LlmkubeError {
  return new LlmkubeError(
    'OBJECT_FOREIGN',
    `Cannot restart \`${release}\`: ${object} is not part of this release`,
    { facts: { release, object } },
  );
}
