import { type EngineMemory, wantsGpus } from '../core/engine/engine-memory.ts';
import type { Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { engineMemoryOf, plannedOf } from './engine-memory-of.ts';
import type { Ports } from './ports.ts';
import { targetFlag } from './target-words.ts';

export interface DeviceCheck {
  readonly release: string;
  /** What its newest revision fixed. */
  readonly resolved?: unknown;
  /** Whether it may compute on the processor what was planned for GPUs. */
  readonly allowCpu?: boolean | undefined;
}

/**
 * Compares what a ready engine says of GPUs with what was planned, before it is asked for a token:
 * on the processor that could take minutes. Throws `DEVICE_FALLBACK`.
 */
export async function checkDevices(
  { release, resolved, allowCpu }: DeviceCheck,
  { target, emit }: Pick<Ports, 'target' | 'emit'>,
): Promise<void> {
  const known = plannedOf(resolved);
  if (known === undefined || known.isSilent === true || !wantsGpus(known)) return;
  const memory = await memoryOf(release, resolved, target);
  if (memory === undefined || memory.verdict === 'as planned') return;
  const { verdict, message } = memory;
  if (verdict === 'unknown' || allowCpu === true) {
    const fact =
      verdict === 'unknown' ? `whether it uses its GPUs is not known: ${message}` : message;
    emit({ type: 'warning', message: fact });
    return;
  }
  const flag = targetFlag(target.address);
  throw new LlmkubeError(
    'DEVICE_FALLBACK',
    `Cannot use the GPUs of release \`${release}\`: it is ready, and has ${message}`,
    {
      facts: { release, verdict },
      suggestions: [
        `llmkube logs ${release} ${flag} --tail 200`,
        `llmkube status ${release} ${flag}`,
        'the same command with --allow-cpu',
      ],
    },
  );
}

// Who may not list pods may have deployed all the same.
async function memoryOf(
  release: string,
  resolved: unknown,
  target: Pick<Target, 'listObjects' | 'logs'>,
): Promise<Pick<EngineMemory, 'verdict' | 'message'> | undefined> {
  try {
    const pods = await target.listObjects({ apiVersion: 'v1', kind: 'Pod' }, release);
    return await engineMemoryOf(resolved, pods, target);
  } catch (error) {
    if (!(error instanceof LlmkubeError) || error.code !== 'FORBIDDEN') throw error;
    return { verdict: 'unknown', message: error.message };
  }
}
