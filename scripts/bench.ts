import path from 'node:path';
import { execa } from 'execa';
import { clusterObstacle } from '../test/support/cluster/cluster-obstacle.ts';
import { type Bed, withBed } from './bench/bed.ts';
import { type DeploySeen, deploy, deployBenchmark, readyToWordBar } from './bench/deploy.ts';
import { documentsBenchmarks, withDocumentsBed } from './bench/documents.ts';
import { figuresTable, inSeconds, inUnit, peer, timelineText } from './bench/figure-text.ts';
import { withFitBenchmarks } from './bench/fit.ts';
import { listBenchmark } from './bench/list.ts';
import { listenerBenchmarks, withListenerBed } from './bench/listener.ts';
import { localBenchmarks } from './bench/local.ts';
import { withLocalBed } from './bench/local-bed.ts';
import { type Benchmark, type Figure, isWithinLimit, measure, median } from './bench/measure.ts';
import { redeployBenchmark } from './bench/redeploy.ts';
import { renderBenchmarks } from './bench/render.ts';
import { type BenchRequest, parseRequest } from './bench/request.ts';
import { startUpBenchmark } from './bench/start-up.ts';
import { medianTimeline, type Timeline } from './bench/timeline.ts';
import { interruptible } from './interruptible.ts';

// npm run bench [-- --runs N] [-o json] [name ...]: measures the bundle on a cluster of its own, and
// what runs on this machine without one, each figure as the ratio to something else done in turn with it. Fails when a bar is missed.

type MakeBenchmark = (bed: Bed, runs: number) => Benchmark | Promise<Benchmark>;

/** What takes a fraction of a second is measured more often. */
const shortRuns = (runs: number) => Math.ceil(1.5 * runs);
const seen: DeploySeen = { timelines: [], readyToWord: [] };
const benchmarks: Readonly<Record<string, MakeBenchmark>> = {
  deploy: (bed, runs) => deployBenchmark(bed, runs, seen),
  redeploy: async (bed, runs) => {
    await deploy(bed);
    return await redeployBenchmark(bed, shortRuns(runs));
  },
  list: async (bed, runs) => {
    await deploy(bed);
    return listBenchmark(bed, shortRuns(runs));
  },
  version: (bed, runs) =>
    startUpBenchmark(bed, { word: '--version', target: 0.8, runs: shortRuns(runs) }),
  help: (bed, runs) =>
    startUpBenchmark(bed, { word: '--help', target: 0.9, runs: shortRuns(runs) }),
};

/** What makes what it measures on by itself, and takes it down. */
type WithBenchmarks = (
  runs: number,
  work: (all: readonly Benchmark[]) => Promise<Figure[]>,
) => Promise<Figure[]>;
const ownBenchmarks: Readonly<Record<string, WithBenchmarks>> = {
  documents: async (runs, work) => {
    await buildBundle();
    return await withDocumentsBed(async (bed) => work(await documentsBenchmarks(bed, runs)));
  },
  listener: (runs, work) =>
    withListenerBed((bed) => work(listenerBenchmarks(bed, shortRuns(runs)))),
  local: async (runs, work) => {
    await buildBundle();
    return await withLocalBed((bed) => work(localBenchmarks(bed, runs)));
  },
  render: (runs, work) => work(renderBenchmarks(runs)),
  fit: async (runs, work) => {
    await buildBundle();
    return await withFitBenchmarks(runs, work);
  },
};

const names = [...Object.keys(benchmarks), ...Object.keys(ownBenchmarks)];
const request = parseRequest(process.argv.slice(2), names);
const wantsCluster = request?.names.some((name) => name in benchmarks) === true;
const asksCluster =
  wantsCluster || request?.names.some((name) => /^(documents|render)$/.test(name)) === true;
const obstacle = asksCluster ? clusterObstacle() : undefined;
if (request === undefined) {
  tell(`Usage: npm run bench [-- [--runs N] [-o json] [${names.join('|')} ...]]`);
  process.exitCode = 2;
} else if (obstacle !== undefined) {
  tell(`There can be no cluster here: ${obstacle}.`);
  process.exitCode = 1;
} else process.exitCode = await interruptible((signal) => run(request, signal));

async function run(request: BenchRequest, signal: AbortSignal): Promise<number> {
  const figures = wantsCluster ? await measureOnCluster(request, signal) : [];
  for (const [name, withBenchmarks] of Object.entries(ownBenchmarks)) {
    if (!request.names.includes(name)) continue;
    figures.push(...(await withBenchmarks(request.runs, (all) => measureAll(all, signal))));
  }
  // The warm-up comes first and is no sample.
  const timeline = medianTimeline(seen.timelines.slice(1));
  const readyToWord = median(seen.readyToWord.slice(1));
  if (request.output === 'json') printJson(figures, timeline, readyToWord);
  else printText(figures, timeline, readyToWord);
  const missed = figures.filter((f) => f.limit?.kind === 'bar' && !isWithinLimit(f));
  // Not a number when no deploy was measured.
  return missed.length === 0 && !(readyToWord > readyToWordBar) ? 0 : 1;
}

async function measureOnCluster(request: BenchRequest, signal: AbortSignal): Promise<Figure[]> {
  await buildBundle();
  return await withBed(async (bed) => {
    const figures: Figure[] = [];
    for (const [name, make] of Object.entries(benchmarks)) {
      if (!request.names.includes(name)) continue;
      signal.throwIfAborted();
      figures.push(await measureOne(await make(bed, request.runs), signal));
    }
    return figures;
  });
}

async function measureAll(all: readonly Benchmark[], signal: AbortSignal): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const benchmark of all) figures.push(await measureOne(benchmark, signal));
  return figures;
}

async function measureOne(benchmark: Benchmark, signal: AbortSignal): Promise<Figure> {
  tell(`${benchmark.name}, ${benchmark.runs} runs of each`);
  return await measure(benchmark, ({ subject, run, value, unit }) => {
    signal.throwIfAborted();
    tell(`  ${inUnit(value, unit)}  ${subject}${run === 0 ? ', warm-up' : ''}`);
  });
}

async function buildBundle(): Promise<void> {
  const root = path.resolve(import.meta.dirname, '..');
  const output = ['ignore', process.stderr, process.stderr] as const;
  await execa(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: [...output] });
}

function printJson(figures: readonly Figure[], timeline: Timeline, readyToWord: number): void {
  const deployTimeline = Object.fromEntries(timeline);
  const document = { figures, deployTimeline, readyToWord, peer };
  process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}

function printText(figures: readonly Figure[], timeline: Timeline, readyToWord: number): void {
  process.stdout.write(`\nMedians of runs taken in turn\n${figuresTable(figures)}`);
  if (timeline.size === 0) return;
  const outcome = readyToWord > readyToWordBar ? 'MISSED' : 'met';
  process.stdout.write(
    `\n${inSeconds(readyToWord)} from a ready pod to the last word: bar ${readyToWordBar} s, ${outcome}\n`,
  );
  process.stdout.write(`\n${peer.seconds} s from deploy to ready: ${peer.name}\n`);
  process.stdout.write(`\nWhere the time of llmkube deploy goes\n${timelineText(timeline)}`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
