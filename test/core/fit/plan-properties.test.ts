import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimate } from '../../../src/core/fit/estimate.ts';
import type { DeviceKind, FitHardware } from '../../../src/core/fit/fit-hardware.ts';
import type { FitWant } from '../../../src/core/fit/fit-want.ts';
import { type FitPlan, planFit } from '../../../src/core/fit/plan-fit.ts';
import { sacrifices } from '../../../src/core/fit/sacrifices.ts';
import {
  compareLists,
  factsOf,
  gibibyte,
  mebibyte,
  readPlanArgs,
  sacrificesOf,
} from '../../support/fit/plan-support.ts';

const models = [
  ...['llama-3.1-8b', 'llama-3.3-70b', 'qwen3-30b-a3b', 'gemma-3-27b', 'gpt-oss-20b'],
  ...['gpt-oss-120b', 'qwen3-next-80b-a3b', 'mixtral-8x7b', 'deepseek-v3'],
];
const kinds: readonly DeviceKind[] = ['cuda', 'rpc', 'vulkan', 'metal'];

interface Case {
  readonly name: string;
  readonly kind: DeviceKind;
  /** MiB of each device. */
  readonly sizes: readonly number[];
  /** MiB of the host; unlimited where this is undefined. */
  readonly host: number | undefined;
  readonly want: FitWant;
}

const wanted: fc.Arbitrary<FitWant> = fc
  .record({
    contextLength: fc.integer({ min: 1, max: 256 }).map((steps) => steps * 256),
    slots: fc.constantFrom(1, 2, 4),
    unified: fc.boolean(),
    least: fc.constantFrom(undefined, 1024, 8192),
    allowed: fc.subarray(['kv-type', 'micro-batch', 'experts', 'layers', 'context'] as const),
  })
  .map(({ least, allowed: sacrifices, ...want }) => ({
    ...want,
    sacrifices,
    ...(least === undefined ? {} : { leastContext: least }),
  }));

const cases: fc.Arbitrary<Case> = fc.record({
  name: fc.constantFrom(...models),
  kind: fc.constantFrom(...kinds),
  sizes: fc.array(fc.integer({ min: 512, max: 81_920 }), { minLength: 1, maxLength: 3 }),
  host: fc.option(fc.integer({ min: 512, max: 524_288 }), { nil: undefined }),
  want: wanted,
});

function hardwareOf({ kind, sizes, host }: Case, more = 0): FitHardware {
  return {
    devices: sizes.map((size, index) => ({
      id: `G${index}`,
      kind,
      totalBytes: (size + more) * mebibyte,
    })),
    ...(host === undefined ? {} : { hostBytes: host * mebibyte }),
  };
}

function plan(each: Case, more = 0): FitPlan {
  return planFit(factsOf(each.name), each.want, hardwareOf(each, more));
}

const runs = { numRuns: 40 };

test('a plan that says it fits does so by the estimate of its settings and its arguments', () => {
  fc.assert(
    fc.property(cases, (each) => {
      const { kind, settings, args } = plan(each);
      const facts = factsOf(each.name);
      for (const said of [settings, readPlanArgs(args)]) {
        const { fits, errors } = estimate(facts, said, hardwareOf(each));
        expect(errors).toEqual([]);
        expect(fits).toBe(kind === 'fits');
      }
    }),
    runs,
  );
});

test('arguments say what the settings say, down to the byte of each place', () => {
  fc.assert(
    fc.property(cases, (each) => {
      const { args, estimate: planned } = plan(each);
      const said = estimate(factsOf(each.name), readPlanArgs(args), hardwareOf(each));
      expect(said.devices).toEqual(planned.devices);
      expect(said.host).toEqual(planned.host);
    }),
    runs,
  );
});

test('a split has all slots, and each device has the number that it was given', () => {
  fc.assert(
    fc.property(cases, (each) => {
      const { settings, estimate: planned } = plan(each);
      const slots = factsOf(each.name).layers.length + 1;
      const { tensorSplit, gpuLayers } = settings;
      if (tensorSplit.length === 0) return;
      const sum = tensorSplit.reduce((all, count) => all + count, 0);
      expect(sum).toBe(gpuLayers < 0 ? slots : gpuLayers);
      const placed = planned.placement.devices.map(
        ({ layers: { from, to }, hasOutput }) => Math.max(0, to - from) + Number(hasOutput),
      );
      expect(placed).toEqual(tensorSplit);
    }),
    runs,
  );
});

test('a MiB less on each device never gives up less', () => {
  fc.assert(
    fc.property(cases, (each) => {
      const facts = factsOf(each.name);
      const roomy = sacrificesOf(plan(each), { facts, hardware: hardwareOf(each) });
      const tight = sacrificesOf(plan(each, -1), { facts, hardware: hardwareOf(each, -1) });
      expect(compareLists(roomy, tight)).toBeLessThanOrEqual(0);
    }),
    runs,
  );
});

test('more memory never gives up more', () => {
  const more = fc.integer({ min: 1, max: 16_384 });
  fc.assert(
    fc.property(cases, more, more, (each, onDevices, onHost) => {
      const facts = factsOf(each.name);
      const host = each.host === undefined ? undefined : each.host + onHost;
      const roomy = plan({ ...each, host }, onDevices);
      const hardware = hardwareOf(each, onDevices);
      const now = sacrificesOf(plan(each), { facts, hardware });
      expect(compareLists(sacrificesOf(roomy, { facts, hardware }), now)).toBeLessThanOrEqual(0);
    }),
    runs,
  );
});

test('what was given up is allowed, and each step has its sentence', () => {
  fc.assert(
    fc.property(cases, (each) => {
      const facts = factsOf(each.name);
      const { steps, because, settings, kind } = plan(each);
      const allowed = each.want.sacrifices ?? [];
      expect(steps.filter((step) => !allowed.includes(step))).toEqual([]);
      const asked = { ...settings, ...each.want, keyType: 'f16', valueType: 'f16' } as const;
      const contextLength = Number(each.want.contextLength);
      const outcome = {
        asked: { ...asked, contextLength, microBatch: 512 },
        settings,
        question: { facts, want: each.want, hardware: hardwareOf(each) },
      };
      const told = Object.values(sacrifices).flatMap(({ name, tell }) => {
        const sentence = tell(outcome);
        return sentence === undefined ? [] : [{ name, sentence }];
      });
      expect(told.map(({ name }) => name)).toEqual(steps);
      for (const { sentence } of told) expect(because).toContain(sentence);
      if (kind === 'fits' && each.want.leastContext === undefined) {
        expect(settings.contextLength).toBe(contextLength);
      }
    }),
    runs,
  );
});

test('the worst step that was made is needed: whoever forbids it gives up more, or all', () => {
  fc.assert(
    fc.property(cases, (each) => {
      const found = plan(each);
      const [step] = found.steps.slice(-1);
      if (found.kind !== 'fits' || step === undefined) return;
      const others = (each.want.sacrifices ?? []).filter((name) => name !== step);
      const without = plan({ ...each, want: { ...each.want, sacrifices: others } });
      const about = { facts: factsOf(each.name), hardware: hardwareOf(each) };
      const givenUp = [found, without].map((one) => sacrificesOf(one, about));
      expect(compareLists(givenUp[0] ?? [], givenUp[1] ?? [])).toBeLessThan(0);
    }),
    runs,
  );
});

test('memory of the host is a limit like any other', () => {
  const facts = factsOf('qwen3-30b-a3b');
  const hardware = hardwareOf({
    ...{ name: '', kind: 'cuda', sizes: [12 * 1024], want: { contextLength: 1 } },
    host: 4096,
  });
  const found = planFit(facts, { contextLength: 32768 }, hardware);
  expect(found.kind).toBe('does-not-fit');
  expect(found.shortfall?.find(({ id }) => id === 'host')?.bytes).toBeGreaterThan(gibibyte);
});
