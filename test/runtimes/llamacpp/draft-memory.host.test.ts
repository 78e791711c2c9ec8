import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Resolved } from '../../../src/core/resolve/resolved.ts';
import { readHeaderOf } from '../../../src/models/read-header-of.ts';
import { llamacpp } from '../../../src/runtimes/llamacpp/llamacpp.ts';
import { planMemory } from '../../../src/runtimes/llamacpp/memory/plan-memory.ts';
import { askEngine } from '../../support/fit/ask-engine.ts';
import { emulateGpus } from '../../support/fit/gpu-emulator.ts';
import { writeShape } from '../../support/fit/write-shape.ts';
import { resolvedWith } from '../../support/resolved.ts';

const gibibyte = 1024 ** 3;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-drafts-'));
});

afterAll(() => rm(folder, { recursive: true }));

const sizes = fc.record({
  embd: fc.constantFrom(256, 512),
  ff: fc.constantFrom(512, 1024),
  layers: fc.integer({ min: 2, max: 8 }),
});

const cases = fc.record({
  model: sizes,
  draft: sizes,
  vocab: fc.constantFrom(600, 2000),
  gpus: fc.integer({ min: 1, max: 3 }),
  context: fc.constantFrom(1024, 4096, 8192),
  concurrency: fc.constantFrom(undefined, 1, 2, 4),
  shares: fc.constantFrom(undefined, [1, 1, 1], [3, 1, 2]),
});

type Case = typeof cases extends fc.Arbitrary<infer One> ? One : never;

async function write(name: string, own: Case['model'], vocab: number) {
  const file = path.join(folder, name);
  const heads = { headDim: 64, kvHeads: 2, heads: own.embd / 64 };
  const shape = { arch: 'llama', ...own, ...heads, vocab, tied: false, ctx: 32_768 } as const;
  await writeShape(file, shape, 'q8_0');
  const { signal } = new AbortController();
  const outcome = await readHeaderOf({ kind: 'file', path: file }, { signal });
  if (outcome.kind !== 'read') throw new Error(JSON.stringify(outcome));
  const at = { kind: 'file', source: file, file, bytes: 1, fingerprint: '' } as const;
  return { file, head: { form: 'gguf', gguf: outcome.header } as const, at };
}

function releaseOf({ gpus, context, concurrency, shares }: Case, at: Resolved['model']): Resolved {
  return resolvedWith({
    gpus,
    contextLength: context,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(shares === undefined || gpus === 1 ? {} : { split: { ratio: shares.slice(0, gpus) } }),
    files: [{ role: 'draft', at: at as never }],
    speculative: { method: 'draft-simple' },
  });
}

test('a model with a draft takes of each emulated GPU what the plan of its release says', {
  timeout: 300_000,
}, async () => {
  const off: { readonly row: string; readonly relative: number }[] = [];
  for (const asked of fc.sample(cases, { seed: 8, numRuns: 12 })) {
    const row = JSON.stringify(asked);
    const model = await write('model.gguf', asked.model, asked.vocab);
    const draft = await write('draft.gguf', asked.draft, asked.vocab);
    const resolved = releaseOf(asked, draft.at);
    const gpuBytes = Array.from({ length: asked.gpus }, (_, at) => (2 + at) * gibibyte);
    const plan = planMemory(resolved, { model: model.head, draft: draft.head, gpuBytes });
    if (plan.kind !== 'planned') throw new Error(`${row}: ${JSON.stringify(plan)}`);
    const places = { weights: model.file, files: [draft.file], socket: '' };
    const words = llamacpp.args({ ...resolved, fit: plan.fit }, places);
    // The file and the address are those of the one who asks the engine.
    const own = words.slice(words.indexOf('--ctx-size'));
    const gpus = await emulateGpus(gpuBytes);
    try {
      const { healthy, said } = await askEngine(model.file, [...own, '--rpc', gpus.address]);
      expect(healthy, `${row}\n${said}`).toBe(true);
    } finally {
      await gpus.close();
    }
    gpus.peaks.forEach((real, at) => {
      const planned = plan.fit.places.find(({ id }) => id === `CUDA${at}`)?.usedBytes ?? 0;
      const relative = real === planned ? 0 : (planned - real) / (real || 1);
      off.push({ row: `${at} of ${row}`, relative });
    });
  }
  expect(off.filter(({ relative }) => Math.abs(relative) > 0.005)).toEqual([]);
});
