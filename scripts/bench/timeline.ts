import { median } from './measure.ts';
import type { CommandTimes } from './run-timed.ts';

/** When the parts of one command were over, in seconds from the start of its process. */
export type Timeline = ReadonlyMap<string, number>;

interface EventLine {
  readonly type: string;
  readonly stage?: string;
  readonly phase?: string;
}

/** The parts of a `deploy` that are told by what it prints with `-o json`. */
export function timelineOf({ seconds, lines }: CommandTimes): Timeline {
  const marks = new Map<string, number>();
  for (const { text, atSeconds } of lines) {
    const { type, stage, phase }: EventLine = JSON.parse(text);
    const isFirst = marks.size === 0;
    if (isFirst) marks.set('program started', atSeconds);
    if (type === 'stageEnded' && stage !== undefined) marks.set(`${stage} done`, atSeconds);
    if (type === 'podPhaseChanged' && phase !== undefined) marks.set(`pod ${phase}`, atSeconds);
  }
  return marks.set('process ended', seconds);
}

/** The median of each part, in the order of time. Parts that a run did not show are left out of its count. */
export function medianTimeline(timelines: readonly Timeline[]): Timeline {
  const names = new Set(timelines.flatMap((timeline) => [...timeline.keys()]));
  const medians = [...names].map((name): [string, number] => {
    return [name, median(timelines.flatMap((timeline) => timeline.get(name) ?? []))];
  });
  return new Map(medians.sort(([, a], [, b]) => a - b));
}
