import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { estimate } from '../../../src/core/fit/estimate.ts';
import type { FitDevice } from '../../../src/core/fit/fit-hardware.ts';
import { type FitPlan, planFit } from '../../../src/core/fit/plan-fit.ts';
import { askEngine, type EngineAnswer } from '../../support/fit/ask-engine.ts';
import { allKinds, besideWeights, compareHost } from '../../support/fit/compare-buffers.ts';
import { fileOfShape } from '../../support/fit/file-of-shape.ts';
import { emulateGpus } from '../../support/fit/gpu-emulator.ts';
import {
  deviceCases,
  devicesFor,
  oracleSeed,
  processorCases,
  wantOf,
} from '../../support/fit/oracle-cases.ts';
import { quantile, type RowError } from '../../support/fit/relative-errors.ts';

// The engine is asked once or a few times for each case, which takes it a tenth of a second.
const withinMs = 300_000;
let folder: string;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-oracle-'));
  model = path.join(folder, 'model.gguf');
});

afterAll(() => rm(folder, { recursive: true }));

/** Prints how good the estimate was, and what makes the same cases again. */
function expectClose(what: string, errors: readonly RowError[]): void {
  const percent = (share: number): string => `${(100 * quantile(errors, share)).toFixed(3)} %`;
  const figures = `worst ${percent(1)}, p95 ${percent(0.95)}, median ${percent(0.5)}`;
  process.stderr.write(`${what}: ${errors.length} numbers, ${figures} (${oracleSeed})\n`);
  expect(errors.filter(({ relative }) => Math.abs(relative) > 0.02)).toEqual([]);
  expect(quantile(errors, 0.95)).toBeLessThanOrEqual(0.007);
  expect(quantile(errors, 0.5)).toBeLessThanOrEqual(0.001);
}

describe('random models by processors alone', () => {
  test('each buffer of the real engine is as large as was estimated', {
    timeout: withinMs,
  }, async () => {
    const errors: RowError[] = [];
    for (const asked of processorCases()) {
      const row = JSON.stringify(asked);
      const facts = await fileOfShape(model, asked);
      const plan = planFit(facts, { ...wantOf(asked), sacrifices: [] }, { devices: [] });
      const { healthy, said } = await askEngine(model, plan.args);
      expect(healthy, `${row}\n${said}`).toBe(true);
      errors.push(...compareHost(plan.estimate.host, { said, kinds: allKinds, row }));
    }
    expectClose('processors', errors);
  });
});

interface OnDevices extends EngineAnswer {
  readonly peaks: readonly number[];
  readonly refused: readonly boolean[];
}

/** What the engine does with the arguments of a plan on emulated devices. */
async function askOnDevices(plan: FitPlan, devices: readonly FitDevice[]): Promise<OnDevices> {
  const gpus = await emulateGpus(devices.map(({ totalBytes }) => totalBytes));
  try {
    const answer = await askEngine(model, [...plan.args, '--rpc', gpus.address]);
    return { ...answer, peaks: gpus.peaks, refused: gpus.refused };
  } finally {
    await gpus.close();
  }
}

/** The devices, one of them with 5 % less than the plan takes of it. */
function withLess(devices: readonly FitDevice[], id: string, usedBytes: number): FitDevice[] {
  return devices.map((device) =>
    device.id === id ? { ...device, totalBytes: Math.floor(0.95 * usedBytes) } : device,
  );
}

const fallsBack = /retrying without pipeline parallelism/;

/** The engine did not get what the plan says, and ended, or did without computing in parallel. */
function expectRefused(answer: OnDevices, place: number, row: string): 'ended' | 'fell back' {
  const { healthy, exitCode, refused, said } = answer;
  const told = `${row}\n${said}`;
  expect(refused[place], told).toBe(true);
  expect(said, told).toMatch(/failed to allocate|unable to allocate/);
  if (fallsBack.test(said)) return 'fell back';
  expect(healthy, told).toBe(false);
  expect(exitCode, told).toBe(1);
  return 'ended';
}

describe('random models on one to three emulated GPUs', () => {
  test('a plan is healthy on them, takes what it says, and with 5 % less is refused by the engine and by us', {
    timeout: withinMs,
  }, async () => {
    const devicesOff: RowError[] = [];
    const hostOff: RowError[] = [];
    const became = { ended: 0, 'fell back': 0 };
    for (const asked of deviceCases()) {
      const facts = await fileOfShape(model, asked);
      const devices = devicesFor(asked, facts);
      const plan = planFit(facts, wantOf(asked), { devices });
      const row = JSON.stringify({ ...asked, devices, args: plan.args });
      expect(plan.kind, row).toBe('fits');
      const { healthy, peaks, said } = await askOnDevices(plan, devices);
      expect(healthy, `${row}\n${said}`).toBe(true);
      hostOff.push(...compareHost(plan.estimate.host, { said, kinds: besideWeights, row }));
      for (const { id, usedBytes } of plan.estimate.devices) {
        const place = devices.findIndex((device) => device.id === id);
        const real = peaks[place] ?? 0;
        const off = usedBytes === real ? 0 : (usedBytes - real) / (real || 1);
        devicesOff.push({ row: `${id} of ${row}`, relative: off });
        if (usedBytes === 0) continue;
        const smaller = withLess(devices, id, usedBytes);
        became[expectRefused(await askOnDevices(plan, smaller), place, row)] += 1;
        expect(estimate(facts, plan.settings, { devices: smaller }).fits, row).toBe(false);
      }
    }
    process.stderr.write(`with 5 % less: ${JSON.stringify(became)}\n`);
    expect(became.ended).toBeGreaterThan(0);
    expectClose('emulated GPUs', devicesOff);
    expectClose('the host beside them', hostOff);
  });
});
