import { labelKeys } from '../core/marks.ts';
import type { WaitResult } from '../core/results.ts';
import type { StoredRecord, TargetAddress } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { awaitLock } from './await-lock.ts';
import { type Named, otherSpelling } from './check-spelling.ts';
import { refuseNewer, supersededBy } from './guard-revision.ts';
import { observe } from './observe.ts';
import type { ObserveOptions } from './observe-options.ts';
import type { Ports } from './ports.ts';
import { phaseOf, proveStage } from './prove-stage.ts';
import { releaseNotFound } from './release-not-found.ts';
import { resolvedOf, servedOfRecord } from './served-of.ts';
import { targetFlag } from './target-words.ts';

export interface WaitInput extends Named {
  /** The revision to wait for; without one the newest, also when it moves on meanwhile. */
  readonly revision?: number | undefined;
  readonly observe: ObserveOptions;
  readonly requireProof: boolean;
  /** Whether it may compute on the processor what was planned for GPUs. */
  readonly allowCpu?: boolean | undefined;
}

/** Attaches to a rollout that somebody else has started, and stays like `deploy` does. */
export async function wait(input: WaitInput, ports: Ports): Promise<WaitResult> {
  const { release } = input;
  const { target, clock } = ports;
  const start = clock.monotonic();
  for (;;) {
    const stored = await findRevision(input, ports);
    const { revision } = stored.record.state;
    const spent = clock.monotonic() - start;
    const pods = await observeRecorded({ input, stored, spent }, ports);
    if (input.revision !== undefined) await refuseNewer({ release, revision }, target);
    else if (await hasMoved(stored, ports)) continue;
    const served = servedOfRecord(stored.record);
    const { requireProof, allowCpu } = input;
    const proof = await proveStage(
      { release, served, pods, requireProof, allowCpu, resolved: resolvedOf(stored.record) },
      ports,
    );
    const endpoint = target.endpoint(release, served);
    const common = { type: 'result', release, target: target.address } as const;
    return { ...common, revision, phase: phaseOf(pods), proof, endpoint };
  }
}

async function hasMoved({ record, version }: StoredRecord, { target }: Ports): Promise<boolean> {
  return (await target.readRecord(record.release))?.version !== version;
}

// A deploy that is still writing is let finish: its revision is the one that counts then.
async function findRevision(input: WaitInput, ports: Ports): Promise<StoredRecord> {
  const stored = await awaitLock(input.release, ports, input.observe.timeoutMilliseconds);
  if (stored === undefined || otherSpelling(input, stored) !== undefined) {
    throw await releaseNotFound({ ...input, verb: 'wait' }, ports.target);
  }
  const { state } = stored.record;
  const { release, revision = state.revision } = input;
  const { address } = ports.target;
  if (revision < state.revision) {
    throw supersededBy(state.revision, { release, revision, address });
  }
  if (revision > state.revision) throw noSuchRevision({ ...input, revision }, stored, address);
  if (state.phase !== 'deployed') {
    const message = `the last change of \`${release}\` is ${state.phase}: the same command again finishes it`;
    ports.emit({ type: 'warning', message });
  }
  return stored;
}

interface Observing {
  readonly input: WaitInput;
  readonly stored: StoredRecord;
  /** Milliseconds of the time limit that are over already. */
  readonly spent: number;
}

async function observeRecorded({ input, stored, spent }: Observing, ports: Ports): Promise<number> {
  const { release } = input;
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', name: release };
  const deployment = await ports.target.read(ref);
  if (deployment?.metadata.labels?.[labelKeys.release] !== release) {
    throw nothingToWaitFor(release, ports);
  }
  const { releaseId, revision } = stored.record.state;
  const expected = input.revision === undefined ? {} : { expected: { releaseId, revision } };
  const observed = { objects: [deployment], options: input.observe, spent, ...expected };
  return await observe(release, observed, ports);
}

function nothingToWaitFor(release: string, { target }: Ports): LlmkubeError {
  const { address } = target;
  return new LlmkubeError(
    'ROLLOUT_FAILED',
    `Cannot wait for \`${release}\`: its Deployment is not there, a deploy makes it again`,
    {
      facts: { release, namespace: address.namespace, cause: 'DeploymentMissing' },
      suggestions: [`llmkube deploy ${release} ${targetFlag(address)}`],
    },
  );
}

function noSuchRevision(
  { release, revision }: { release: string; revision: number },
  { record }: StoredRecord,
  address: TargetAddress,
): LlmkubeError {
  const newest = record.state.revision;
  return new LlmkubeError(
    'REVISION_NOT_FOUND',
    `Cannot wait for revision ${revision} of \`${release}\`: its newest is ${newest}, and nobody is deploying`,
    {
      facts: { release, revision, newest },
      suggestions: [`llmkube wait ${release} ${targetFlag(address)}`],
    },
  );
}
