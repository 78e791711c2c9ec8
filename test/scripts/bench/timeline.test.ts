import { expect, test } from 'vitest';
import { medianTimeline, timelineOf } from '../../../scripts/bench/timeline.ts';

test('a deploy is divided by its stages and the phases of its pod', () => {
  const lines = [
    { type: 'stageStarted', stage: 'plan' },
    { type: 'planComputed', changes: [] },
    { type: 'stageEnded', stage: 'plan', summary: '' },
    { type: 'podPhaseChanged', pod: 'x', phase: 'Ready', reason: '' },
    { type: 'result' },
  ].map((event, index) => ({ text: JSON.stringify(event), atSeconds: index }));
  expect([...timelineOf({ seconds: 9, lines })]).toEqual([
    ['program started', 0],
    ['plan done', 2],
    ['pod Ready', 3],
    ['process ended', 9],
  ]);
});

test('timelines are merged into the median of each part, in the order of time', () => {
  const first = new Map([
    ['b', 4],
    ['a', 1],
  ]);
  const second = new Map([
    ['a', 3],
    ['c', 9],
  ]);
  expect([...medianTimeline([first, second])]).toEqual([
    ['a', 2],
    ['b', 4],
    ['c', 9],
  ]);
});
