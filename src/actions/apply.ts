import type { DeployResult } from '../core/results.ts';
import type { ApplyResult } from '../core/spec/apply-result.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { type DeployInput, deploy } from './deploy.ts';
import type { Ports } from './ports.ts';
import type { DeployRequest } from './prepare-plan.ts';
import { wait } from './wait.ts';

export interface ApplyInput extends Omit<DeployInput, keyof DeployRequest> {
  /** One for each document, each of another release. */
  readonly releases: readonly Pick<DeployRequest, 'id' | 'release' | 'given'>[];
  /** What people should know of the documents before anything is done. */
  readonly notes?: readonly string[];
  /** What is known of the cluster, where somebody has looked. */
  readonly profile?: DeployRequest['profile'];
}

/**
 * Makes every release what its document says. All are planned before the first is written, so that
 * one that cannot be leaves the others as they are; all are written before the first is waited for.
 */
export async function apply(
  { releases, notes = [], profile, ...rollout }: ApplyInput,
  ports: Ports,
): Promise<ApplyResult> {
  for (const message of notes) ports.emit({ type: 'warning', message });
  const inputs = releases.map(
    (one): DeployInput => ({ ...one, ...rollout, profile, isWhole: true, verb: 'apply' }),
  );
  if (rollout.dryRun !== true && inputs.length > 1) await planAll(inputs, ports);
  // One alone is stayed for as soon as it is written; of several none waits for another's pods.
  const isStaged = rollout.wait && rollout.dryRun !== true && inputs.length > 1;
  const written = await inTurn(inputs, ports, (input) =>
    deploy(isStaged ? { ...input, wait: false } : input, ports),
  );
  if (!isStaged) return asResult(written, ports);
  const proven = await inTurn(inputs, ports, async (input, index) => {
    const before = written[index] as DeployResult;
    return { ...before, ...(await wait({ ...input, revision: before.revision }, ports)) };
  });
  return asResult(proven, ports);
}

// Quiet: each plan is told when its turn comes.
async function planAll(inputs: readonly DeployInput[], ports: Ports): Promise<void> {
  const quiet = { ...ports, emit: () => undefined };
  for (const input of inputs) await deploy({ ...input, dryRun: true }, quiet);
}

async function inTurn(
  inputs: readonly DeployInput[],
  ports: Ports,
  work: (input: DeployInput, index: number) => Promise<DeployResult>,
): Promise<DeployResult[]> {
  const results: DeployResult[] = [];
  for (const [index, input] of inputs.entries()) {
    if (inputs.length > 1) ports.emit({ type: 'releaseStarted', release: input.release });
    try {
      results.push(await work(input, index));
    } catch (error) {
      throw withDone(error, results);
    }
  }
  return results;
}

// Who reads of one failure wants to know how far the others came.
function withDone(error: unknown, done: readonly DeployResult[]): unknown {
  if (!(error instanceof LlmkubeError) || done.length === 0) return error;
  return new LlmkubeError(error.code, error.message, {
    facts: { ...error.facts, done: done.map(({ release }) => release) },
    suggestions: error.suggestions,
    cause: error,
  });
}

function asResult(releases: readonly DeployResult[], { target }: Ports): ApplyResult {
  return {
    type: 'result',
    target: target.address,
    releases: releases.map(({ type: _, target: __, ...release }) => release),
  };
}
