import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type HealthWait, waitHealthy } from '../../../src/agent/process/wait-healthy.ts';
import { watchLiveness } from '../../../src/agent/process/watch-liveness.ts';
import { systemClock } from '../../../src/cli/system-clock.ts';

const endless = new Promise<never>(() => {});
const never = new AbortController().signal;

test('an engine is healthy when it answers 200, whatever it answered before', async () => {
  const { socket, asked } = await engine([503, 503, 500, 404, 200]);
  expect(await waitHealthy(waitFor(socket))).toEqual({ kind: 'healthy' });
  expect(asked()).toBe(5);
});

test('an engine that does not listen yet is waited for', async () => {
  const folder = await socketFolder();
  const socket = join(folder, 'x.sock');
  const waiting = waitHealthy(waitFor(socket));
  await listen(answering([200]), socket);
  expect(await waiting).toEqual({ kind: 'healthy' });
});

test('the end of the process is known at once, and not at the next look', async () => {
  const { socket } = await engine([503]);
  const ending = { exitCode: 1, at: 7 };
  const ended = Promise.resolve(ending);
  const wait = { ...waitFor(socket), engine: { ended } };
  expect(await waitHealthy(wait)).toEqual({ kind: 'ended', ending });
});

test('the budget ends the waiting, also on an engine that takes a question and is mute', async () => {
  const { socket } = await engine(['mute']);
  const wait = { ...waitFor(socket), budgetMilliseconds: 60 };
  const startedAt = performance.now();
  expect(await waitHealthy(wait)).toEqual({ kind: 'timedOut' });
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test('whoever gives up ends the waiting', async () => {
  const { socket } = await engine([503]);
  const stop = new AbortController();
  const waiting = waitHealthy({ ...waitFor(socket), signal: stop.signal });
  stop.abort();
  expect(await waiting).toEqual({ kind: 'aborted' });
});

test('at first looks are so close that hardly any time is lost', async () => {
  const { socket, asked } = await engine([503]);
  const pauses: number[] = [];
  let now = 0;
  const stop = new AbortController();
  const clock = {
    ...systemClock,
    monotonic: () => now,
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      // The budget sleeps too, and for good.
      if (milliseconds > 10_000)
        return await new Promise<void>((resolve) => onAbort(signal, resolve));
      pauses.push(milliseconds);
      now += milliseconds;
      if (now > 60_000) stop.abort();
    },
  };
  await waitHealthy({ ...waitFor(socket), clock, signal: stop.signal });
  expect(pauses[0]).toBe(20);
  let elapsed = 0;
  for (const pause of pauses) {
    expect(pause).toBeLessThanOrEqual(Math.max(20, elapsed * 0.021));
    elapsed += pause;
  }
  expect(Math.max(...pauses)).toBe(500);
  expect(asked()).toBe(pauses.length);
});

const pace = { everyMilliseconds: 5, timeoutMilliseconds: 300, misses: 3, missesWhenBusy: 5 };

test('an engine that gives no answer three times in a row hangs', async () => {
  const { socket, asked } = await engine([200, 'cut', 'cut', 503, 'cut', 'cut', 500, 'cut']);
  expect(await watchLiveness(liveness(socket))).toBe('hung');
  // Each answer, whatever it says, starts the count anew.
  expect(asked()).toBe(10);
});

test('an engine with requests under way is given longer', async () => {
  const { socket, asked } = await engine(['cut']);
  expect(await watchLiveness({ ...liveness(socket), isBusy: () => true })).toBe('hung');
  expect(asked()).toBe(5);
});

test('an answer that does not come in time is none', async () => {
  const { socket } = await engine(['mute']);
  const startedAt = performance.now();
  expect(await watchLiveness(liveness(socket))).toBe('hung');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(3 * 300);
});

test('the watch is over when its signal says so', async () => {
  const { socket } = await engine([200]);
  const stop = new AbortController();
  const watching = watchLiveness({ ...liveness(socket), signal: stop.signal });
  stop.abort();
  expect(await watching).toBe('over');
});

type Reply = number | 'mute' | 'cut';

/** A server on a socket that replies in this order; the last reply stays. */
async function engine(replies: readonly Reply[]) {
  const socket = join(await socketFolder(), 'x.sock');
  const server = answering(replies);
  await listen(server, socket);
  return { socket, asked: server.asked };
}

function answering(replies: readonly Reply[]): Server & { asked: () => number } {
  let count = 0;
  const server = createServer((question, answer) => {
    const reply = replies[Math.min(count, replies.length - 1)];
    count += 1;
    if (reply === 'cut') question.socket.destroy();
    else if (reply !== 'mute') answer.writeHead(reply ?? 0).end('{}');
  });
  return Object.assign(server, { asked: () => count });
}

async function listen(server: Server, socket: string): Promise<void> {
  server.listen(socket);
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    const closed = once(server, 'close');
    server.close();
    await closed;
  });
}

async function socketFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'health-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function waitFor(socket: string): HealthWait {
  return {
    engine: { ended: endless },
    socket,
    healthPath: '/health',
    budgetMilliseconds: 15_000,
    clock: systemClock,
    signal: never,
  };
}

function liveness(socket: string) {
  const idle = () => false;
  return { socket, healthPath: '/health', isBusy: idle, clock: systemClock, signal: never, pace };
}

function onAbort(signal: AbortSignal | undefined, act: () => void): void {
  if (signal?.aborted === true) act();
  else signal?.addEventListener('abort', act, { once: true });
}
