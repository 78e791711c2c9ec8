import { expect, test } from 'vitest';
import { LivePod } from '../../src/agent/live-pod.ts';
import { RestartPause } from '../../src/agent/restart-pause.ts';

const state = { run: 'host://1-1', startedAt: 0, at: 100_000 };

/** Milliseconds that it waits `after` the end of the last run. */
async function waited(
  crashes: number,
  after: number,
  then: (pause: RestartPause) => void = () => undefined,
): Promise<number> {
  let slept = 0;
  const pause = new RestartPause({
    now: () => state.at + after,
    monotonic: () => 5_000,
    sleep: async (milliseconds) => {
      slept += milliseconds;
    },
  });
  pause.recall({ crashes, lastEnding: state });
  then(pause);
  const identity = { release: 'a', name: 'a-1', uid: 'a-1', node: 'n', createdAt: '' };
  await pause.wait(new LivePod(identity, 'plan', () => undefined), new AbortController().signal);
  return slept;
}

test('a pause that an earlier agent has begun goes on for what is left of it', async () => {
  expect(await waited(3, 5_000)).toBe(15_000);
  expect(await waited(3, 25_000)).toBe(0);
  expect(await waited(1, 0)).toBe(0);
});

test('a clock that was set back makes no pause longer', async () => {
  expect(await waited(2, -3_600_000)).toBe(10_000);
});

test('whoever ends an engine on purpose does not wait for the next', async () => {
  expect(await waited(3, 0, (pause) => pause.clear())).toBe(0);
});
