import type { Hindrance } from '../observe/cause-now.ts';
import type { Drift, ReleaseCondition } from '../results.ts';
import type { LiveState } from '../target.ts';
import { valueAt } from '../value-at.ts';
import { type ReleaseView, seenOr } from './release-view.ts';

export interface ConditionFacts {
  readonly view: ReleaseView;
  readonly live: LiveState | undefined;
  readonly hindrance: Hindrance | undefined;
  readonly drift: Drift | undefined;
}

type Answer = Omit<ReleaseCondition, 'type'>;

/** The conditions of a release, all of them and always in this order. */
export function conditionsOf(facts: ConditionFacts): readonly ReleaseCondition[] {
  return [
    { type: 'Applied', ...applied(facts) },
    { type: 'Available', ...available(facts) },
    { type: 'Ready', ...ready(facts) },
    { type: 'InSync', ...inSync(facts) },
  ];
}

function applied({ view: { record } }: ConditionFacts): Answer {
  if (record.kind === 'unseen') {
    return { status: 'Unknown', reason: 'RecordUnseen', message: record.error.message };
  }
  const state = record.value?.record.state;
  if (state === undefined) {
    return { status: 'Unknown', reason: 'RecordMissing', message: 'there is no record' };
  }
  if (state.pending !== undefined) {
    const { kind, holder, process } = state.pending;
    const message = `${kind} by ${holder} (process ${process})`;
    return { status: 'False', reason: 'ChangePending', message };
  }
  if (state.phase !== 'deployed') {
    const message = `the last change is ${state.phase}: the same command again finishes it`;
    return { status: 'False', reason: 'ChangeUnfinished', message };
  }
  return { status: 'True', reason: 'Committed', message: `revision ${state.revision}` };
}

function available({ view, live }: ConditionFacts): Answer {
  const message = counted(live);
  if (live === undefined) return withoutDeployment(view);
  if (live.ready > 0) return { status: 'True', reason: 'PodsReady', message };
  return live.isStopped ? stopped(view, live) : { status: 'False', reason: 'NoPodReady', message };
}

// Whoever took the last pod away gives it back too.
function stopped({ record }: ReleaseView, live: LiveState): Answer {
  const intent = record.kind === 'seen' ? record.value?.record.intent : undefined;
  if (live.wanted > 0 || valueAt(intent, ['scale', 'keda']) === undefined) {
    return { status: 'False', reason: 'Stopped', message: counted(live) };
  }
  return { status: 'False', reason: 'ScaledToZero', message: 'KEDA has scaled it to zero' };
}

function ready({ view, live, hindrance }: ConditionFacts): Answer {
  if (live === undefined) return withoutDeployment(view);
  const message = hindrance?.cause.message ?? counted(live);
  if (live.isStopped) return stopped(view, live);
  if (live.isAvailable) return { status: 'True', reason: 'PodsReady', message };
  return { status: 'False', reason: hindrance?.cause.code ?? 'Progressing', message };
}

function withoutDeployment({ deployment }: ReleaseView): Answer {
  if (deployment.kind === 'seen') {
    return { status: 'False', reason: 'DeploymentMissing', message: 'there is no Deployment' };
  }
  const { message } = deployment.error;
  return { status: 'Unknown', reason: 'DeploymentUnseen', message };
}

function inSync({ view, drift }: ConditionFacts): Answer {
  if (seenOr(view.deployment, undefined) === undefined) return withoutDeployment(view);
  if (drift === undefined) return { status: 'True', reason: 'NobodyElse', message: '' };
  return { status: 'False', reason: 'ChangedByOthers', message: drift.what };
}

function counted(live: LiveState | undefined): string {
  return live === undefined ? '' : `${live.ready} of ${live.wanted} pods are ready`;
}
