import fc from 'fast-check';
import type { ModelShape } from './model-shape.ts';

/** A model that a small file has. */
export interface RandomModel {
  readonly shape: ModelShape;
  readonly quant: string;
}

const layers = fc.integer({ min: 1, max: 8 });
const vocab = fc.integer({ min: 300, max: 4000 });
const embd = fc.integer({ min: 2, max: 12 }).map((blocks) => blocks * 64);
const ff = fc.integer({ min: 2, max: 24 }).map((blocks) => blocks * 64);
const tied = fc.boolean();
const headDim = fc.constantFrom(32, 64, 96, 128);
const kvHeads = fc.constantFrom(1, 2, 4);
const group = fc.constantFrom(1, 2, 3, 4);
const common = { layers, embd, ff, vocab, tied, headDim, kvHeads, group };
const experts = fc
  .tuple(fc.integer({ min: 2, max: 16 }), fc.integer({ min: 1, max: 4 }))
  .map(([all, used]) => ({ experts: all, expertsUsed: Math.min(all, used) }));
const ffExp = fc.integer({ min: 1, max: 6 }).map((blocks) => blocks * 64);

type Common = Omit<ModelShape, 'arch' | 'heads' | 'ctx'> & { readonly group: number };

function withHeads(arch: string, { group: queries, ...rest }: Common): ModelShape {
  return { ...rest, arch, heads: (rest.kvHeads ?? 1) * queries, ctx: 32_768 };
}

const dense = fc
  .tuple(fc.constantFrom('llama', 'qwen3'), fc.record(common))
  .map(([arch, sizes]) => withHeads(arch, sizes));

const windowed = fc
  .record({ ...common, swa: fc.integer({ min: 1, max: 32 }).map((blocks) => blocks * 32) })
  .map((sizes) => withHeads('gemma3', { ...sizes, tied: true }));

const mixed = fc
  .tuple(fc.constantFrom('llama', 'qwen3moe'), fc.record(common), experts, ffExp)
  .map(([arch, sizes, ofExperts, width]) => ({
    ...withHeads(arch, sizes),
    ...ofExperts,
    ...(arch === 'qwen3moe' ? { ffExp: width } : {}),
  }));

const latent = fc
  .record({ layers: fc.integer({ min: 2, max: 6 }), embd, ff, vocab, ffExp, experts })
  .chain(({ experts: ofExperts, ...sizes }) =>
    fc
      .record({
        ...{ arch: fc.constant('deepseek2'), ctx: fc.constant(32_768) },
        ...{ heads: fc.constantFrom(2, 4, 8), tied: fc.constant(false) },
        ...{ expertsShared: fc.constantFrom(1, 2), denseLead: fc.constantFrom(0, 1) },
        ...{ qLora: fc.constantFrom(64, 128, 192), kvLora: fc.constantFrom(64, 128, 256) },
        ...{ ropeDim: fc.constantFrom(32, 64), nopeDim: fc.constantFrom(32, 64, 128) },
        ...{ vDim: fc.constantFrom(32, 64, 128) },
      })
      .map((rest): ModelShape => ({ ...sizes, ...ofExperts, ...rest })),
  );

const shape: fc.Arbitrary<ModelShape> = fc.oneof(dense, windowed, mixed, latent);

/** Models of five architectures: dense, with windows, with experts, and with latent attention. */
export const randomModel: fc.Arbitrary<RandomModel> = fc.record({
  shape,
  quant: fc.constantFrom('f32', 'f16', 'bf16', 'q8_0', 'q4_0', 'q5_0', 'q4_k_m'),
});
