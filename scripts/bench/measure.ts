/** One side of a comparison. */
export interface Subject {
  readonly name: string;
  /**
   * Does the work once and gives back what counts, in seconds unless its benchmark has another
   * unit; cleaning up is outside of it.
   * `moment` is a share of one, spread evenly over the runs and the same for both sides.
   */
  readonly run: (moment: number) => Promise<number>;
}

export interface Benchmark {
  readonly name: string;
  readonly baseline: Subject;
  readonly ours: Subject;
  readonly runs: number;
  readonly unit?: Unit;
  readonly limit?: Limit;
}

/** What values count: time, memory that is resident, or the share of one core. */
export type Unit = 's' | 'ms' | 'MB' | '%';

/** The most that the ratio of medians may be. */
export interface Limit {
  readonly ratio: number;
  /** A bar that is missed fails the whole run; a target is shown beside its figure. */
  readonly kind: 'bar' | 'target';
}

export interface Samples {
  readonly name: string;
  readonly values: readonly number[];
  readonly median: number;
}

export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly baseline: Samples;
  readonly ours: Samples;
  /** The median of ours by the median of the baseline. */
  readonly ratio: number;
  readonly limit?: Limit;
}

/** One sample as it is taken; runs count from 1, and run 0 is the warm-up. */
export interface Sample {
  readonly subject: string;
  readonly run: number;
  readonly value: number;
  readonly unit: Unit;
}

/**
 * Runs both sides in turn, so that a machine that slows down slows both. One run of each comes
 * first and is not counted: it fills caches that every later run finds full.
 */
export async function measure(
  benchmark: Benchmark,
  onSample: (sample: Sample) => void,
): Promise<Figure> {
  const { name, baseline, ours, runs, unit = 's', limit } = benchmark;
  const taken = new Map<Subject, number[]>([baseline, ours].map((subject) => [subject, []]));
  for (let run = 0; run <= runs; run += 1) {
    for (const [subject, counted] of taken) {
      const value = await subject.run(run / runs);
      onSample({ subject: subject.name, run, value, unit });
      if (run > 0) counted.push(value);
    }
  }
  const samples = samplesOf(baseline, taken);
  const ourSamples = samplesOf(ours, taken);
  return {
    name,
    unit,
    baseline: samples,
    ours: ourSamples,
    ratio: ourSamples.median / samples.median,
    ...(limit === undefined ? {} : { limit }),
  };
}

function samplesOf(subject: Subject, taken: ReadonlyMap<Subject, readonly number[]>): Samples {
  const values = taken.get(subject) ?? [];
  return { name: subject.name, values, median: median(values) };
}

/** Whether the ratio is within its limit, which is always so without one. */
export function isWithinLimit({ ratio, limit }: Pick<Figure, 'ratio' | 'limit'>): boolean {
  return limit === undefined || ratio <= limit.ratio;
}

/** Of an even number of values the mean of the two in the middle; of none, not a number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
