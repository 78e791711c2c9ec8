import fc from 'fast-check';
import { estimate } from '../../../src/core/fit/estimate.ts';
import type { FitDevice } from '../../../src/core/fit/fit-hardware.ts';
import type { FitWant } from '../../../src/core/fit/fit-want.ts';
import type { ModelFacts } from '../../../src/core/fit/model-facts.ts';
import { type RandomModel, randomModel } from './random-shape.ts';
import { type OracleCase, startable } from './random-want.ts';

/** Which cases are made, and how many: the same on every machine unless someone asks for others. */
const seed = Number(process.env.LLMKUBE_TEST_ORACLE_SEED ?? 21);
const runs = Number(process.env.LLMKUBE_TEST_ORACLE_RUNS ?? 12);

/** What makes the same cases again. */
export const oracleSeed = `LLMKUBE_TEST_ORACLE_SEED=${seed} LLMKUBE_TEST_ORACLE_RUNS=${runs}`;

/** A model that devices may be too small for. */
export interface DeviceCase extends OracleCase {
  /** Parts of all memory that the devices have. */
  readonly shares: readonly number[];
  /** How much they have together, as a part of what the model takes on one. */
  readonly room: number;
}

/** Cases for a processor alone. */
export function processorCases(): OracleCase[] {
  return fc.sample(randomModel.chain(startable), { seed, numRuns: runs });
}

/** Cases for one to three devices. */
export function deviceCases(): DeviceCase[] {
  return fc.sample(randomModel.chain(withDevices), { seed, numRuns: runs });
}

function withDevices(model: RandomModel): fc.Arbitrary<DeviceCase> {
  return fc
    .tuple(
      startable(model),
      fc.array(fc.integer({ min: 20, max: 100 }), { minLength: 1, maxLength: 3, size: 'max' }),
      fc.integer({ min: 50, max: 150 }),
    )
    .map(([asked, shares, percent]) => ({ ...asked, shares, room: percent / 100 }));
}

/** What an estimate may be short of, at the worst. */
const reserve = 0.02;

/** Devices of a case, with no more kept free than an estimate may be short of. */
export function devicesFor({ shares, room, want }: DeviceCase, facts: ModelFacts): FitDevice[] {
  const { contextLength, ...settings } = want;
  const alone = estimate(facts, { ...settings, contextLength }, { devices: [hugeDevice] });
  const needed = alone.devices.reduce((sum, { usedBytes }) => sum + usedBytes, 0);
  const all = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share, index) => {
    const totalBytes = Math.round((needed * room * share) / all);
    return { ...emulated(index, totalBytes), reserveBytes: Math.ceil(reserve * totalBytes) };
  });
}

/** A device of so many bytes, as the engine sees one of the emulator. */
function emulated(index: number, totalBytes: number): FitDevice {
  return { id: `RPC${index}`, kind: 'rpc', totalBytes, reserveBytes: 0 };
}

const hugeDevice = emulated(0, 2 ** 50);

/** What is asked of a plan: weights stay as they are in the file, on every machine. */
export function wantOf({ want }: OracleCase): FitWant {
  return { ...want, repack: false };
}
