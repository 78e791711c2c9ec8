import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { ggufFile, text, uint32 } from '../../test/support/models/gguf-file.ts';
import { serveFolder } from '../../test/support/models/serve-folder.ts';
import type { Benchmark, Subject, Unit } from './measure.ts';

const root = path.resolve(import.meta.dirname, '../..');
const fileBytes = 2 ** 30;
const mayTake = (most: number): Subject => ({ name: 'what it may take', run: async () => most });

/** Lends the work what it takes to read a header of 7 MB over HTTP, and to plan for a model. */
export async function withFitBenchmarks<Result>(
  runs: number,
  work: (all: readonly Benchmark[]) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-bench-'));
  await writeFile(path.join(folder, 'model.gguf'), headerOfSevenMegabytes());
  await truncate(path.join(folder, 'model.gguf'), fileBytes);
  const server = await serveFolder({ folder, address: '127.0.0.1' });
  try {
    return await work(fitBenchmarks(`${server.url}/model.gguf`, runs));
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}

function fitBenchmarks(url: string, runs: number): readonly Benchmark[] {
  const plan = (field: string) => once('plan-once.ts', field);
  const bar = (most: number, unit: Unit) =>
    ({ runs, unit, baseline: mayTake(most), limit: { ratio: 1, kind: 'bar' } }) as const;
  return [
    {
      name: 'header of 7 MB over HTTP',
      ...bar(200, 'ms'),
      ours: once('read-header-once.ts', 'milliseconds', [url]),
    },
    { name: 'memory of reading it', ...bar(120, 'MB'), ours: inspecting(url) },
    { name: 'plan for 235B over two GPUs', ...bar(50, 'ms'), ours: plan('median') },
    {
      ...{ name: 'the first of a process', runs, unit: 'ms' },
      baseline: plan('median'),
      ours: plan('first'),
    },
  ];
}

// No TypeScript, whose reader would take more than what is measured.
const reporting = `data:text/javascript,import { writeSync } from 'node:fs';
process.once('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));`;

/** What the program as it is installed holds at most, in MB, while it keeps the header too. */
function inspecting(url: string): Subject {
  const words = ['--import', reporting, path.join(root, 'bin/run.js'), 'model', 'inspect', url];
  return {
    name: '`model inspect`',
    run: async () => {
      const cache = await mkdtemp(path.join(tmpdir(), 'llmkube-bench-'));
      const { stdio } = await execa(process.execPath, words, {
        env: { XDG_CACHE_HOME: cache },
        stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
      });
      await rm(cache, { recursive: true });
      return (Number(stdio[3]) * 1024) / 1e6;
    },
  };
}

/** A number that a program of its own prints. */
function once(program: string, field: string, words: readonly string[] = []): Subject {
  const file = path.join(import.meta.dirname, program);
  return {
    name: 'in a new process',
    run: async () =>
      Number(JSON.parse((await execa(process.execPath, [file, ...words])).stdout)[field]),
  };
}

// As long as that of a model with 262 000 tokens.
function headerOfSevenMegabytes(): Buffer {
  const items = Array.from({ length: 520_000 }, (_, index) => text(`t${index}`));
  const { bytes } = ggufFile({
    values: {
      'general.architecture': text('gemma3'),
      'tokenizer.ggml.tokens': { type: 'array', of: 'string', items },
      'gemma3.block_count': uint32(1),
    },
    tensors: [{ name: 'token_embd.weight', dims: [1024, 64] }],
  });
  return bytes;
}
