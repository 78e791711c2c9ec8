import { setTimeout as delay } from 'node:timers/promises';
import type { Bed } from './bed.ts';
import { timeHandWrittenFloor } from './hand-written-floor.ts';
import type { Benchmark } from './measure.ts';
import type { CommandTimes } from './run-timed.ts';
import { type Timeline, timelineOf } from './timeline.ts';

export const release = 'bench';

/**
 * A kubelet looks at its pods once a second, so how long a pod takes depends on where in that
 * second it is made. Cleaning up ends with such a look, and a run that followed at once would
 * always meet the same luck.
 */
const kubeletPeriod = 1000;

/**
 * `deploy` of a small model, from the start of the process to its end, which comes after a token
 * has, beside manifests written by hand. `timelines` takes in where the time of each run went.
 */
export function deployBenchmark(bed: Bed, runs: number, timelines: Timeline[]): Benchmark {
  const at = (work: () => Promise<number>) => async (moment: number) => {
    await delay(moment * kubeletPeriod);
    return await work();
  };
  return {
    name: 'deploy to first token',
    runs,
    limit: { ratio: 1.3, kind: 'bar' },
    baseline: { name: 'manifests by hand', run: at(() => timeHandWrittenFloor(bed)) },
    ours: {
      name: 'llmkube deploy',
      run: at(async () => {
        const times = await deploy(bed);
        timelines.push(timelineOf(times));
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
