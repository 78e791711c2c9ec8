import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { type HeldMachine, openHeldMachine } from '../../support/engines/held-engine.ts';
import type { RunningCli } from '../../support/run-cli.ts';

let machine: HeldMachine;
let model: string;

beforeEach(async () => {
  machine = await openHeldMachine();
  onTestFinished(() => machine.close());
  model = machine.model;
});

const local = (...words: readonly string[]) => machine.json(...words);

const isReady = { phase: 'Ready', proof: { state: 'proven' } };

/** A release whose engine is there and does not answer. */
async function deployHeld(): Promise<void> {
  const deploy = await local('deploy', model, '--no-wait');
  expect(deploy).toMatchObject({ exitCode: 0, stderr: '' });
  expect(deploy.events.at(-1)).toMatchObject({
    phase: 'Unknown',
    proof: { state: 'not proven', why: 'nobody waited for it' },
  });
  await untilEngineStarts();
}

async function untilEngineStarts(): Promise<void> {
  const what = 'an engine to be started';
  await pollUntil({ what, seconds: 20 }, async () => (await machine.engines()).length === 1);
}

test('a deploy that does not wait ends before its engine loads, and a wait stays until it is proven', async () => {
  await deployHeld();
  expect((await local('status', 'tiny')).events).toMatchObject([
    { phase: 'Progressing', ready: 0, wanted: 1 },
  ]);
  const waiting = await startUntilObserving('wait', 'tiny');
  await machine.letEnginesRun();
  const waited = await waiting.done;
  expect(waited).toMatchObject({ exitCode: 0 });
  expect(waited.events.at(-1)).toMatchObject({ type: 'result', revision: 1, ...isReady });
});

test.each([
  { words: ['wait', 'tiny'] },
  { words: ['deploy', 'FILE'] },
  { words: ['restart', 'tiny'] },
])(
  'a $words.0 that runs out of time says how far it came, and undoes nothing',
  async ({ words }) => {
    await deployHeld();
    const asked = words.map((word) => (word === 'FILE' ? model : word));
    const run = await machine.run([...asked, '--timeout', '2s', '--local']);
    expect(run).toMatchObject({ exitCode: 6 });
    expect(run.stderr).toMatch(
      /Cannot wait longer for `tiny`: not ready after 2\.0 s, pod tiny-\S+ is Loading since \S+ s; nothing was undone, it is still deploying on this machine/,
    );
    expect(run.stderr).toContain('llmkube wait tiny --local');
    expect(await machine.engines()).toHaveLength(1);
    await machine.letEnginesRun();
    expect((await local('wait', 'tiny')).events.at(-1)).toMatchObject(isReady);
  },
);

test('a wait for a release that fails meanwhile ends with the cause', async () => {
  await deployHeld();
  const waiting = await startUntilObserving('wait', 'tiny', '--max-restarts', '0');
  await machine.letEnginesRun("#!/bin/sh\necho 'error: the model is odd' >&2\nexit 3\n");
  const { exitCode, events } = await waiting.done;
  expect(exitCode).toBe(5);
  expect(events.at(-1)).toMatchObject({
    error: {
      code: 'ROLLOUT_FAILED',
      facts: { release: 'tiny', cause: 'Crash', container: 'server' },
    },
  });
  expect(JSON.stringify(events.at(-1))).toContain('error: the model is odd');
});

test.each([
  ['deploy', 'SIGINT', 130],
  ['deploy', 'SIGTERM', 143],
  ['wait', 'SIGINT', 130],
  ['wait', 'SIGTERM', 143],
] as const)('a %s that %s ends leaves a release that becomes ready', async (verb, signal, exit) => {
  if (verb === 'wait') await deployHeld();
  const run = await startUntilObserving(verb, verb === 'wait' ? 'tiny' : model);
  run.signal(signal);
  const { exitCode, events } = await run.done;
  expect(exitCode).toBe(exit);
  expect(events.at(-1)).toMatchObject({
    error: {
      message: 'Cannot wait for `tiny`: interrupted, it is still deploying on this machine',
      suggestions: ['llmkube wait tiny --local', 'llmkube status tiny --local'],
    },
  });
  expect(await machine.agents()).toHaveLength(1);
  expect(await machine.engines()).toHaveLength(1);
  await machine.letEnginesRun();
  expect((await local(verb, 'tiny')).events.at(-1)).toMatchObject({ revision: 1, ...isReady });
  expect(await machine.engines()).toHaveLength(1);
});

/** Starts a command that waits, and comes back when it has seen an engine that loads. */
async function startUntilObserving(...words: readonly string[]): Promise<RunningCli> {
  const run = await machine.start([...words, '--local', '-o', 'json']);
  const what = `${words[0]} to see the engine`;
  await pollUntil({ what, seconds: 20 }, () => run.said().includes('"Loading"'));
  return run;
}
