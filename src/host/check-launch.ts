import { goalOf } from '../core/agent-protocol/goal.ts';
import type { LaunchMemory } from '../core/agent-protocol/launch.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Comparison, MemoryEstimate } from '../core/target.ts';
import { formatBytes } from '../core/text/bytes.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** What a release needs of this machine before it can be started. */
export interface LaunchChecks {
  /** Throws when the agent or an engine would get no socket. */
  readonly checkSockets: () => void;
  /** Rejects with a `LlmkubeError` when there is no engine that can be used. */
  readonly findEngine: () => Promise<unknown>;
  /** Rejects when the agent would not get its port. */
  readonly checkPort: () => Promise<void>;
  /** Bytes that are free for the release. */
  readonly freeMemory: (release: string) => Promise<number>;
}

/**
 * Refuses a change that this machine cannot carry out, before anything is written. What runs
 * already, or is stopped, is not looked at.
 */
export async function checkLaunch(
  comparison: Comparison,
  checks: LaunchChecks,
): Promise<Comparison> {
  const { desired, live, verdict } = comparison;
  if (verdict.kind === 'rejected') return comparison;
  const goal = goalOf(verdict.result);
  try {
    // The agent has to come to what is new also when it is to stand still.
    if (live === undefined) checks.checkSockets();
    if (goal.kind !== 'running' || isRunning(live, goal.plan)) return comparison;
    await checks.findEngine();
    await checks.checkPort();
    const memory = await checkMemory(desired.metadata.name, goal.memory, checks);
    return memory === undefined ? comparison : { ...comparison, memory };
  } catch (error) {
    if (!(error instanceof LlmkubeError)) throw error;
    return { ...comparison, verdict: { kind: 'rejected', error } };
  }
}

function isRunning(live: Manifest | undefined, plan: string): boolean {
  const goal = goalOf(live);
  return goal.kind === 'running' && goal.plan === plan;
}

async function checkMemory(
  release: string,
  { bytes, contextLength, isEnforced }: LaunchMemory,
  { freeMemory }: LaunchChecks,
): Promise<MemoryEstimate | undefined> {
  // Of a file whose size nobody knows yet the agent checks it.
  if (bytes === undefined) return undefined;
  const free = await freeMemory(release);
  if (bytes <= free || !isEnforced) return { neededBytes: bytes, freeBytes: Math.round(free) };
  throw new LlmkubeError(
    'MEMORY_INSUFFICIENT',
    `Cannot run \`${release}\`: it needs about ${formatBytes(bytes)} of memory, and ${formatBytes(free)} are free (an estimate for ${contextLength} tokens)`,
    {
      facts: { release, neededBytes: bytes, freeBytes: Math.round(free), contextLength },
      suggestions: [
        'the same command with a smaller --context-length',
        'the same command with --no-memory-check',
      ],
    },
  );
}
