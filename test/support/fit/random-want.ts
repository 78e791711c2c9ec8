import fc from 'fast-check';
import type { FitWant } from '../../../src/core/fit/fit-want.ts';
import type { KvType } from '../../../src/core/fit/kv-types.ts';
import type { RandomModel } from './random-shape.ts';

/** A model and what somebody wants of it. */
export interface OracleCase extends RandomModel {
  readonly want: FitWant & { readonly contextLength: number };
}

const plain: readonly KvType[] = ['f16', 'bf16', 'f32'];
const kvType = fc.constantFrom<KvType>(...plain, 'q8_0', 'q4_0', 'q5_1');

const wants = fc.record({
  contextLength: fc.integer({ min: 64, max: 8192 }),
  slots: fc.constantFrom(1, 2, 3, 4, 6),
  unified: fc.boolean(),
  microBatch: fc.constantFrom(16, 48, 128, 256, 512),
  keyType: kvType,
  valueType: kvType,
  flashAttention: fc.constantFrom('on' as const, 'off' as const, 'auto' as const),
  fullWindows: fc.boolean(),
});

/** What an engine starts with: without flash attention V is not quantized; MLA keeps one type. */
export function startable(model: RandomModel): fc.Arbitrary<OracleCase> {
  const isLatent = model.shape.arch === 'deepseek2';
  return wants.map(({ flashAttention: wanted, keyType: ofKeys, valueType, ...want }) => {
    const keyType = isLatent ? valueType : ofKeys;
    const flashAttention = plain.includes(valueType) ? wanted : 'on';
    return { ...model, want: { ...want, keyType, valueType, flashAttention } };
  });
}
