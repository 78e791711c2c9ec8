import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTinyGguf } from '../../../scripts/models/write-tiny-gguf.ts';
import { estimate } from '../../../src/core/fit/estimate.ts';
import type { FitConfiguration } from '../../../src/core/fit/fit-configuration.ts';
import type { EstimatePart } from '../../../src/core/fit/place-estimate.ts';
import { planFit } from '../../../src/core/fit/plan-fit.ts';
import { readFacts } from '../../../src/core/fit/read-facts.ts';
import { readHeaderOf } from '../../../src/models/read-header-of.ts';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { startLlamaServer } from '../../support/images/start-llama-server.ts';
import { smallChatModel } from '../../support/models/small-chat-model.ts';

const mebibyte = 1024 ** 2;
const files: Record<string, string> = {};
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-fit-'));
  files.tiny = path.join(folder, 'tiny.gguf');
  await writeTinyGguf(files.tiny);
  files.chat = (await smallChatModel()).path;
});

afterAll(() => rm(folder, { recursive: true }));

async function factsOf(file: string) {
  const { signal } = new AbortController();
  const outcome = await readHeaderOf({ kind: 'file', path: file }, { signal });
  if (outcome.kind !== 'read') throw new Error(JSON.stringify(outcome));
  return readFacts(outcome.header);
}

/** The sum of the sizes that the engine's lines of one kind of buffer name, in bytes. */
function buffersOf(log: string, kind: string): number {
  const lines = [...log.matchAll(new RegExp(`${kind} buffer size = +([\\d.]+) MiB`, 'g'))];
  return lines.reduce((sum, [, size]) => sum + Number(size), 0) * mebibyte;
}

test.each<[keyof typeof files, FitConfiguration & { readonly contextLength: number }]>([
  ['tiny', { contextLength: 512, slots: 1 }],
  ['tiny', { contextLength: 1024, slots: 2, unified: false }],
  ['chat', { contextLength: 2048, slots: 1 }],
  ['chat', { contextLength: 8192, slots: 4, unified: false }],
  ['chat', { contextLength: 4096, slots: 1, keyType: 'q8_0', valueType: 'q8_0' }],
  ['chat', { contextLength: 4096, slots: 1, batch: 128, microBatch: 128 }],
])('%s with %j takes of the real engine what was planned', async (name, want) => {
  const file = files[name] ?? '';
  const facts = await factsOf(file);
  // Copies of weights for the processor differ from machine to machine.
  const { settings, args } = planFit(facts, { ...want, repack: false }, { devices: [] });
  const { host } = estimate(facts, settings, { devices: [] });
  const planned = (...parts: EstimatePart[]) =>
    host.lines.reduce((sum, { what, bytes }) => sum + (parts.includes(what) ? bytes : 0), 0);
  const engine = await startLlamaServer(file, [...args, '--log-verbosity', '4']);
  await pollUntil({ what: 'its last buffer', seconds: 10 }, () =>
    buffersOf(engine.said(), 'compute'),
  );
  const log = engine.said();
  await engine.close();
  const real = (kind: string) => buffersOf(log, kind);
  // Its lines are rounded to hundredths.
  expect(Math.abs(real('KV') - planned('kv'))).toBeLessThan(0.01 * mebibyte);
  expect(Math.abs(real('output') - planned('output'))).toBeLessThan(0.01 * mebibyte);
  const all = real('model') + real('KV') + real('compute') + real('output');
  const sum = planned('weights', 'kv', 'compute', 'output');
  expect(Math.abs(sum - all) / all).toBeLessThan(0.007);
});
