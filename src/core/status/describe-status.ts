import type { Endpoint } from '../endpoint.ts';
import type { Manifest } from '../manifest.ts';
import { causeNow, type Hindrance } from '../observe/cause-now.ts';
import { driftOf } from '../observe/drift.ts';
import { liveStateOf } from '../observe/live-state.ts';
import type { DeploymentObject, PodObject } from '../observe/objects.ts';
import { podPhase, statusesOf } from '../observe/pod-phase.ts';
import { podSince } from '../observe/pod-since.ts';
import { fieldOf, textAt } from '../record/summary.ts';
import { releasePhase } from '../release-phase.ts';
import type {
  ClaimStatus,
  PendingChange,
  PodStatus,
  ReleasePhase,
  StatusResult,
  Unseen,
} from '../results.ts';
import type { LiveState, StoredRecord, TargetAddress } from '../target.ts';
import { conditionsOf } from './conditions.ts';
import { type ReleaseView, seenOr } from './release-view.ts';

export interface StatusOf {
  readonly target: TargetAddress;
  readonly namespace: string;
  readonly release: string;
  readonly endpoint: Endpoint | undefined;
  /** What was decided; nothing where it cannot be read. */
  readonly replicas: number | undefined;
}

/** Puts together what was read of a release. */
export function describeStatus(view: ReleaseView, of: StatusOf): StatusResult {
  const deployment = seenOr(view.deployment, undefined);
  const pods = seenOr(view.pods, []);
  const stored = seenOr(view.record, undefined);
  const live = deployment && liveStateOf(deployment as DeploymentObject);
  const hindrance = deployment && causeNow(deployment, pods);
  const { endpoint, replicas, ...name } = of;
  const drift = deployment && driftOf(deployment, replicas);
  return {
    ...name,
    phase: phaseOf(view, { live, hindrance }),
    ...(hindrance === undefined ? {} : { cause: hindrance.cause }),
    ready: live?.ready ?? 0,
    wanted: live?.wanted ?? 0,
    ...describeRecord(stored),
    ...(endpoint === undefined ? {} : { endpoint }),
    conditions: conditionsOf({ view, live, hindrance, drift }),
    pods: pods.map((pod) => describePod(pod as PodObject)),
    claims: seenOr(view.claims, []).map(describeClaim),
    ...(drift === undefined ? {} : { drift }),
    unseen: unseenParts(view),
  };
}

interface Live {
  readonly live: LiveState | undefined;
  readonly hindrance: Hindrance | undefined;
}

function phaseOf({ record, deployment }: ReleaseView, { live, hindrance }: Live): ReleasePhase {
  // A record that this user may not read says nothing against what is live.
  const isHidden = record.kind === 'unseen' && record.error.code === 'FORBIDDEN';
  const mutation = isHidden ? 'deployed' : seenOr(record, undefined)?.record.state.phase;
  if (mutation === 'deployed' && deployment.kind === 'unseen') {
    return deployment.error.code === 'RECORD_UNREADABLE' ? 'Unreadable' : 'Unknown';
  }
  return releasePhase({ mutation, live, isHindered: hindrance?.isLasting === true });
}

type FromRecord = Pick<StatusResult, 'revision' | 'model' | 'runtime' | 'changed' | 'pending'>;

function describeRecord(stored: StoredRecord | undefined): FromRecord {
  if (stored === undefined) return {};
  const { state, intent } = stored.record;
  const { at, by, cli } = state.changed;
  return {
    revision: state.revision,
    model: { id: textAt(intent.model, 'id'), source: textAt(intent.model, 'source') },
    runtime: textAt(intent.runtime, 'kind'),
    changed: { at, by, cli },
    ...(state.pending === undefined ? {} : { pending: describePending(state.pending) }),
  };
}

function describePending(
  pending: NonNullable<StoredRecord['record']['state']['pending']>,
): PendingChange {
  const { kind, holder, process, startedAt } = pending;
  return { verb: kind, holder, process, startedAt };
}

function describePod(pod: PodObject): PodStatus {
  const since = podSince(pod);
  const node = pod.spec?.nodeName;
  return {
    pod: pod.metadata.name,
    ...podPhase(pod),
    restarts: statusesOf(pod).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0),
    ...(since === undefined ? {} : { since }),
    ...(node === undefined ? {} : { node }),
  };
}

function describeClaim({ metadata, spec, status }: Manifest): ClaimStatus {
  const asked = textAt(fieldOf(fieldOf(spec, 'resources'), 'requests'), 'storage');
  return {
    claim: metadata.name,
    phase: textAt(status, 'phase'),
    size: textAt(fieldOf(status, 'capacity'), 'storage') || asked,
  };
}

/** How the parts of a view are called, as kinds of Kubernetes. */
const partKinds: Readonly<Record<keyof ReleaseView, string>> = {
  record: 'ConfigMap',
  deployment: 'Deployment',
  pods: 'Pod',
  claims: 'PersistentVolumeClaim',
};

function unseenParts(view: ReleaseView): readonly Unseen[] {
  return Object.entries(view).flatMap(([part, sight]) =>
    sight.kind === 'seen'
      ? []
      : [{ of: partKinds[part as keyof ReleaseView], why: sight.error.message }],
  );
}
