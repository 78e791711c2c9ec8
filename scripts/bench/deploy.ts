import { setTimeout as delay } from 'node:timers/promises';
import type { Bed } from './bed.ts';
import { timeHandWrittenFloor } from './hand-written-floor.ts';
import type { Benchmark } from './measure.ts';
import { startReadyClock } from './ready-clock.ts';
import type { CommandTimes } from './run-timed.ts';
import { type Timeline, timelineOf } from './timeline.ts';

export const release = 'bench';

/** What is looked at beside the whole time of each deploy; the first of each is the warm-up. */
export interface DeploySeen {
  readonly timelines: Timeline[];
  /** Seconds from the moment that a pod was ready to the end of the process, proof included. */
  readonly readyToWord: number[];
}

/** From a ready pod to the last word, in seconds. */
export const readyToWordBar = 0.3;

/**
 * A kubelet looks at its pods once a second, so how long a pod takes depends on where in that
 * second it is made. Cleaning up ends with such a look, and a run that followed at once would
 * always meet the same luck.
 */
const kubeletPeriod = 1000;

/**
 * `deploy` of a small model, from the start of the process to its end, which comes after a token
 * has, beside manifests written by hand. `seen` takes in where the time of each run went.
 */
export function deployBenchmark(bed: Bed, runs: number, seen: DeploySeen): Benchmark {
  const at = (work: () => Promise<number>) => async (moment: number) => {
    await delay(moment * kubeletPeriod);
    return await work();
  };
  return {
    name: 'deploy to first token',
    runs,
    limit: { ratio: 1.2, kind: 'bar' },
    baseline: { name: 'manifests by hand', run: at(() => timeHandWrittenFloor(bed)) },
    ours: {
      name: 'llmkube deploy',
      run: at(async () => {
        const clock = startReadyClock(bed, release);
        const times = await deploy(bed);
        const endedAt = performance.now();
        await clock.stop();
        seen.timelines.push(timelineOf(times));
        seen.readyToWord.push((endedAt - (clock.readyAt() ?? Number.NaN)) / 1000);
        await removeDeployed(bed);
        return times.seconds;
      }),
    },
  };
}

/** Deploys the release that benchmarks use; while it stands this changes nothing. */
export async function deploy({ llmkube, modelUrl, image }: Bed): Promise<CommandTimes> {
  const source = ['--source', modelUrl, '--image', image];
  return await llmkube('deploy', release, ...source, '--output', 'json');
}

export async function removeDeployed({ llmkube }: Bed): Promise<void> {
  await llmkube('delete', release, '--data', '--yes');
}
