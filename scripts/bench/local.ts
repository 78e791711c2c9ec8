import { setTimeout as delay } from 'node:timers/promises';
import { type LocalBed, standing } from './local-bed.ts';
import { childrenOf, readUsage, startBareNode, untilEnded } from './local-process.ts';
import type { Benchmark, Subject } from './measure.ts';

/** The most that a part may take. Ratios are those of medians, taken in turn in one run. */
export const localBars = {
  /** Of the engine by hand and one status; two more statuses when the agent must start. */
  deployRatio: 1.2,
  startedAgainSeconds: 0.2,
  adoptedStartedAgainSeconds: 1,
  idleMegabytesBesideNode: 60,
  idlePercentOfCore: 0.5,
};

const release = 'bench';
const withinAll = { ratio: 1, kind: 'bar' } as const;

/** What `--local` costs: a deploy, an engine that was killed, and an agent with nothing to do. */
export function localBenchmarks(bed: LocalBed, runs: number): readonly Benchmark[] {
  return [
    deployed(bed, runs),
    deployedFromNothing(bed, runs),
    startedAgain(bed, runs),
    adoptedStartedAgain(bed, runs),
    ...idle(bed, runs),
  ];
}

function deployed(bed: LocalBed, runs: number): Benchmark {
  return {
    name: 'deploy --local to first token',
    runs,
    limit: { ratio: localBars.deployRatio, kind: 'bar' },
    baseline: {
      name: 'by hand + status',
      run: async () => (await bed.byHand()) + (await timeStatus(bed)),
    },
    ours: {
      name: 'llmkube deploy',
      run: async () => {
        const seconds = await deploy(bed);
        await remove(bed);
        return seconds;
      },
    },
  };
}

function deployedFromNothing(bed: LocalBed, runs: number): Benchmark {
  return {
    name: 'the same, the agent must start',
    runs,
    limit: withinAll,
    baseline: {
      name: `${localBars.deployRatio} x (by hand + status) + 2 status`,
      run: async () => {
        const status = await timeStatus(bed);
        return localBars.deployRatio * ((await bed.byHand()) + status) + 2 * status;
      },
    },
    ours: {
      name: 'llmkube deploy',
      run: async () => {
        await bed.llmkube('metal', 'stop');
        const seconds = await deploy(bed);
        await remove(bed);
        return seconds;
      },
    },
  };
}

function startedAgain(bed: LocalBed, runs: number): Benchmark {
  return {
    name: 'an engine that was killed',
    runs,
    limit: withinAll,
    baseline: bar(localBars.startedAgainSeconds),
    ours: { name: 'started again', run: () => timeRestart(bed, async () => {}) },
  };
}

function adoptedStartedAgain(bed: LocalBed, runs: number): Benchmark {
  return {
    name: 'an adopted engine that was killed',
    runs,
    limit: withinAll,
    baseline: bar(localBars.adoptedStartedAgainSeconds),
    ours: {
      name: 'started again',
      run: () =>
        timeRestart(bed, async () => {
          for (const agent of await bed.user.agents()) {
            process.kill(agent, 'SIGKILL');
            await untilEnded(agent);
          }
          // The next agent takes the engine over, which this waits for.
          await bed.llmkube('wait', release, '--local');
        }),
    },
  };
}

/** Seconds from the end of a healthy engine to the process after it. */
async function timeRestart(bed: LocalBed, prepare: () => Promise<void>): Promise<number> {
  await deploy(bed);
  await prepare();
  const agent = await agentOf(bed);
  const [killed, ...others] = await bed.user.engines();
  if (killed === undefined || others.length > 0) throw new Error('There is not just one engine');
  process.kill(killed, 'SIGKILL');
  await untilEnded(killed);
  const begun = performance.now();
  // Whoever looks at all processes takes the time that this measures. One that has ended is a
  // child until its agent has heard of it.
  while ((await childrenOf(agent)).every((child) => child === killed)) await delay(1);
  const seconds = (performance.now() - begun) / 1000;
  await remove(bed);
  return seconds;
}

const idleSeconds = 60;

// Long windows are for long runs: the share is one number for all of it.
function idle(bed: LocalBed, runs: number): readonly Benchmark[] {
  const windowSeconds = Math.min(idleSeconds, 6 * runs);
  return [
    {
      name: `agent, idle for ${windowSeconds} s with one engine`,
      runs: 1,
      unit: '%',
      limit: withinAll,
      baseline: bar(localBars.idlePercentOfCore),
      ours: { name: 'of one core', run: (moment) => idleShare(bed, moment * windowSeconds) },
    },
    {
      name: 'agent, resident memory after that',
      runs: 1,
      unit: 'MB',
      limit: withinAll,
      baseline: {
        name: `bare node + ${localBars.idleMegabytesBesideNode} MB`,
        run: async () => (await bareMegabytes()) + localBars.idleMegabytesBesideNode,
      },
      ours: { name: 'agent', run: async () => (await readUsage(await agentOf(bed))).megabytes },
    },
  ];
}

async function idleShare(bed: LocalBed, seconds: number): Promise<number> {
  await deploy(bed);
  const agent = await agentOf(bed);
  const [before, begun] = [await readUsage(agent), performance.now()];
  await delay(Math.max(seconds, 1) * 1000);
  const used = (await readUsage(agent)).cpuSeconds - before.cpuSeconds;
  return (100 * used) / ((performance.now() - begun) / 1000);
}

async function bareMegabytes(): Promise<number> {
  const bare = await startBareNode();
  try {
    return (await readUsage(bare.pid)).megabytes;
  } finally {
    await bare.stop();
  }
}

async function agentOf({ user }: LocalBed): Promise<number> {
  const [agent, ...others] = await user.agents();
  if (agent === undefined || others.length > 0) throw new Error('There is not just one agent');
  return agent;
}

function bar(value: number): Subject {
  return { name: 'the bar', run: async () => value };
}

async function deploy({ llmkube, model }: LocalBed): Promise<number> {
  const args = ['deploy', model, '--name', release, '--local', '--output', 'json'];
  return (await llmkube(...args)).seconds;
}

async function remove({ llmkube }: LocalBed): Promise<void> {
  await llmkube('delete', release, '--local');
}

async function timeStatus({ llmkube }: LocalBed): Promise<number> {
  return (await llmkube('status', standing, '--local', '--output', 'json')).seconds;
}
