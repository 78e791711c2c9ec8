import type { PodObject } from '../../core/observe/objects.ts';
import { statusesOf } from '../../core/observe/pod-phase.ts';
import type { LogStream } from '../../core/target.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { type Place, readObject } from '../objects.ts';

/** Where a run of a container stands among its runs; `gone` when nothing of it can be read. */
export type RunState = 'running' | 'ended' | 'previous' | 'gone';

/** Asks how a run stands. What cannot be learnt now counts as running: its log will tell. */
export async function stateOfRun(
  place: Place,
  { pod, container, run }: LogStream,
): Promise<RunState> {
  const found = await readPod(place, pod);
  if (found === 'unknown') return 'running';
  const status = found && statusesOf(found).find(({ name }) => name === container);
  if (status === undefined) return 'gone';
  if (status.lastState?.terminated?.containerID === run) return 'previous';
  if (status.containerID !== run) return 'gone';
  return status.state?.running === undefined ? 'ended' : 'running';
}

const passing: ReadonlySet<string> = new Set(['CLUSTER_UNREACHABLE', 'CLUSTER_FAULT', 'FORBIDDEN']);

async function readPod(place: Place, name: string): Promise<PodObject | 'unknown' | undefined> {
  try {
    const ref = { apiVersion: 'v1', kind: 'Pod', name };
    return (await readObject(place, ref)) as PodObject | undefined;
  } catch (thrown) {
    if (thrown instanceof LlmkubeError && passing.has(thrown.code)) return 'unknown';
    throw thrown;
  }
}
