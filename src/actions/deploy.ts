import type { Manifest } from '../core/manifest.ts';
import { describeChanges, summariseChanges } from '../core/plan/describe-changes.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { DeployResult } from '../core/results.ts';
import type { StoredRecord } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { applyPlan } from './apply-plan.ts';
import { awaitLock } from './await-lock.ts';
import { awaitTermination } from './await-termination.ts';
import { confirmRestart } from './confirm-restart.ts';
import { interruption } from './interruption.ts';
import { isMissingNamespace, makeNamespace } from './make-namespace.ts';
import { observe } from './observe.ts';
import type { ObserveOptions } from './observe-options.ts';
import { warningsOf } from './plan-warnings.ts';
import type { Ports } from './ports.ts';
import { type DeployRequest, describeRequest, type Prepared, preparePlan } from './prepare-plan.ts';
import { phaseOf, proveStage } from './prove-stage.ts';
import { servedOf } from './served-of.ts';
import { warnOfAutoscalers } from './warn-of-autoscalers.ts';

export interface DeployInput extends DeployRequest {
  /** Whether to stay until the release is proven. */
  readonly wait: boolean;
  readonly observe: ObserveOptions;
  /** Whether not being able to ask for a token is a failure. */
  readonly requireProof: boolean;
  /** Whether it may compute on the processor what was planned for GPUs. */
  readonly allowCpu?: boolean | undefined;
  /** Whether to make the namespace when it is missing. */
  readonly createNamespace?: boolean;
  /** Whether to stop after the plan. */
  readonly dryRun?: boolean;
}

/** Others may change the release under us; this often the plan is made again. */
const mostPlans = 5;

/** Makes a release what the request says, and stays until a token has come back from it. */
export async function deploy(input: DeployInput, ports: Ports): Promise<DeployResult> {
  const { release } = input;
  if (input.dryRun === true) return planOnly(input, ports);
  const { prepared, objects, revision } = await planAndApply(input, ports);
  const { address } = ports.target;
  const served = servedOf(prepared.intent, prepared.resolved);
  const common = {
    type: 'result',
    release,
    target: address,
    revision,
    changes: describeChanges(prepared.plan, address.namespace),
    endpoint: ports.target.endpoint(release, served),
  } as const;
  if (!input.wait) {
    // What changes nothing is not told to anybody, but it is to run all the same.
    await ports.target.attend();
    const proof = { state: 'not proven', why: 'nobody waited for it' } as const;
    return { ...common, phase: 'Unknown', proof };
  }
  const expected = { releaseId: prepared.releaseId, revision };
  const observed = { objects, options: input.observe, expected };
  const pods = await observe(release, observed, ports);
  const { requireProof, allowCpu } = input;
  const proof = await proveStage(
    { release, served, pods, requireProof, allowCpu, resolved: prepared.resolved },
    ports,
  );
  return { ...common, phase: phaseOf(pods), proof };
}

async function planOnly(input: DeployInput, ports: Ports): Promise<DeployResult> {
  let prepared = await plan(input, ports);
  for (let plans = 1; prepared === 'stale' && plans < mostPlans; plans += 1) {
    prepared = await plan(input, ports);
  }
  if (prepared === 'stale') throw movedTooOften(input);
  const { address } = ports.target;
  return {
    type: 'result',
    release: input.release,
    target: address,
    revision: prepared.stored?.record.state.revision ?? 0,
    changes: describeChanges(prepared.plan, address.namespace),
    dryRun: true,
    phase: 'Unknown',
    proof: { state: 'not proven', why: 'nothing was applied' },
    endpoint: ports.target.endpoint(input.release, servedOf(prepared.intent, prepared.resolved)),
  };
}

interface Applied {
  readonly prepared: Prepared;
  readonly objects: readonly Manifest[];
  readonly revision: number;
}

async function planAndApply(input: DeployInput, ports: Ports): Promise<Applied> {
  let confirmed = '';
  for (let plans = 1; plans <= mostPlans; plans += 1) {
    const prepared = await plan(input, ports);
    if (prepared === 'stale') continue;
    if (prepared.isSettled) return settled(prepared);
    confirmed = await confirmRestart(prepared, confirmed, ports);
    ports.emit({ type: 'stageStarted', stage: 'apply' });
    const outcome = await applyPlan(prepared, ports);
    if (outcome.kind === 'stale') continue;
    ports.emit({ type: 'stageEnded', stage: 'apply', summary: `revision ${outcome.revision}` });
    return { prepared, objects: outcome.objects, revision: outcome.revision };
  }
  throw movedTooOften(input);
}

function movedTooOften(input: DeployInput): LlmkubeError {
  return new LlmkubeError(
    'RELEASE_LOCKED',
    `Cannot ${describeRequest(input)}: others changed it ${mostPlans} times meanwhile`,
    { facts: { release: input.release } },
  );
}

async function plan(input: DeployInput, ports: Ports): Promise<Prepared | 'stale'> {
  const { emit, signal, target } = ports;
  emit({ type: 'stageStarted', stage: 'plan' });
  let prepared = await prepareInNamespace(input, ports);
  if (prepared.plan.terminating.length > 0) {
    await awaitTermination(prepared.plan.terminating, ports);
    prepared = await prepareUnlocked(input, ports);
    // An object that goes away only now is in no plan, and would be missing from the release.
    if (prepared.plan.terminating.length > 0) return 'stale';
  }
  if (prepared.plan.refusals.length > 0 && (await hasMoved(prepared, ports))) return 'stale';
  refuse(prepared.plan);
  if (signal.aborted) {
    throw interruption(signal, describeRequest(input), {
      fact: 'nothing was changed',
      suggestions: [],
    });
  }
  const changes = describeChanges(prepared.plan, target.address.namespace);
  for (const message of warningsOf(prepared, input.profile)) {
    emit({ type: 'warning', message });
  }
  for (const { memory } of prepared.plan.changes) {
    if (memory !== undefined) emit({ type: 'memoryEstimated', ...memory });
  }
  await warnOfAutoscalers(prepared, ports);
  emit({ type: 'planComputed', changes });
  emit({ type: 'stageEnded', stage: 'plan', summary: summariseChanges(changes) });
  return prepared;
}

// The namespace is made late: after the source was found and before anything is compared in it.
async function prepareInNamespace(input: DeployInput, ports: Ports): Promise<Prepared> {
  try {
    return await prepareUnlocked(input, ports);
  } catch (error) {
    if (!isMissingNamespace(error) || input.createNamespace !== true) throw error;
    if (input.dryRun === true) {
      if (error.code === 'FORBIDDEN') throw error;
      const { namespace } = ports.target.address;
      const message = `namespace \`${namespace}\` would be made; what it will accept is not known`;
      ports.emit({ type: 'warning', message });
      return await preparePlan({ ...input, isNamespaceMissing: true }, ports);
    }
    await makeNamespace(error, ports);
    return await prepareUnlocked(input, ports);
  }
}

// Waits while somebody holds the release. A lock whose holder is dead stays in the record, so what
// counts is that the record is still the one that was found free.
async function prepareUnlocked(input: DeployInput, ports: Ports): Promise<Prepared> {
  let free: StoredRecord | undefined;
  for (;;) {
    const prepared = await preparePlan(input, ports);
    const { stored } = prepared;
    if (stored?.record.state.pending === undefined || stored.version === free?.version) {
      return prepared;
    }
    free = await awaitLock(input.release, ports);
  }
}

// What looks foreign may be what another llmkube made since the record was read.
async function hasMoved({ request, stored }: Prepared, { target }: Ports): Promise<boolean> {
  return (await target.readRecord(request.release))?.version !== stored?.version;
}

function settled(prepared: Prepared): Applied {
  const objects = prepared.plan.changes.flatMap(({ live }) => live ?? []);
  return { prepared, objects, revision: prepared.stored?.record.state.revision ?? 0 };
}

// The first refusal is the error; the others travel as its facts, so that nobody has to fix
// them one run at a time.
function refuse({ refusals }: Plan): void {
  const [first, ...others] = refusals;
  if (first === undefined) return;
  if (others.length === 0) throw first;
  throw new LlmkubeError(first.code, first.message, {
    facts: { ...first.facts, alsoRefused: others.map(({ message }) => message) },
    suggestions: first.suggestions,
    cause: first,
  });
}
