import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Resolved } from '../../../src/core/resolve/resolved.ts';
import { guessedTokens, speculation } from '../../../src/runtimes/llamacpp/speculation.ts';
import { askEngine } from '../../support/fit/ask-engine.ts';
import { writeShape } from '../../support/fit/write-shape.ts';

type Speculative = NonNullable<Resolved['speculative']>;

let folder: string;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-guesses-'));
  model = path.join(folder, 'model.gguf');
  const heads = { embd: 256, ff: 512, layers: 2, headDim: 64, kvHeads: 2, heads: 4 };
  const shape = { arch: 'llama', ...heads, vocab: 600, tied: false, ctx: 4096 } as const;
  await writeShape(model, shape, 'q8_0');
});

afterAll(() => rm(folder, { recursive: true }));

const methods: readonly Speculative[] = (
  ['ngram-simple', 'ngram-map-k', 'ngram-map-k4v', 'ngram-mod'] as const
).flatMap((method) => [{ method }, { method, tokens: 5 }, { method, tokens: 90 }]);

test.each([...methods, { method: 'ngram-cache' } as const])(
  'the real engine keeps room for the guesses of %j',
  async (speculative) => {
    const words = [...speculation({ speculative }), '--ctx-size', '512', '--parallel', '2'];
    const { healthy, said } = await askEngine(model, words);
    expect(healthy).toBe(true);
    // For each guess and the token after them.
    const room = Number(/n_outputs_max_per_seq += (\d+)/.exec(said)?.[1]);
    expect(room).toBe(guessedTokens(speculative) + 1);
  },
);
