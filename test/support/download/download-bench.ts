import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { pollUntil } from '../cluster/poll-until.ts';
import { type FolderServer, serveFolder } from '../models/serve-folder.ts';
import { testUnless } from '../tier-gate.ts';
import { type Program, shellObstacle, type TestProgram, testPrograms } from './programs.ts';
import {
  type DownloadEnvironment,
  type DownloadRun,
  inCache,
  type StartedDownload,
  startDownload,
} from './start-download.ts';

/** Two models of the same length. */
export const weights = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(600_000, 'weights ')]);
export const otherWeights = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(600_000, 'changed ')]);

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

type Changes = Partial<DownloadEnvironment>;

/** One of the programs, with a new cache and the bench's `/m.gguf` unless told. */
export interface BenchProgram {
  readonly name: TestProgram['name'];
  run(changes?: Changes): Promise<DownloadRun>;
  start(changes?: Changes): Promise<StartedDownload>;
}

/** A server of `/m.gguf`, which are the weights, and an empty cache for each test. */
export class DownloadBench {
  folder = '';
  cache = '';
  server: FolderServer | undefined;

  get files(): FolderServer {
    if (this.server === undefined) throw new Error('The server starts before the first test');
    return this.server;
  }

  /** Where the file lies when it is whole. */
  get target(): string {
    return path.join(this.cache, inCache.file);
  }

  /** What was asked for, and how many bytes were sent for it. */
  get asked(): readonly (readonly [string | undefined, number, number])[] {
    return this.files.requests.map(({ headers, status, bytes }) => [headers.range, status, bytes]);
  }

  async serve(content: Buffer): Promise<void> {
    await writeFile(path.join(this.folder, 'm.gguf'), content);
  }

  /** Until so many requests have come. */
  async untilAsked(times: number): Promise<void> {
    await pollUntil({ what: `request ${times}`, seconds: 5 }, () => this.asked.length >= times);
  }

  with(name: TestProgram['name'], program: Program): BenchProgram {
    const start = (changes: Changes = {}) =>
      startDownload(program, { cache: this.cache, url: `${this.files.url}/m.gguf`, ...changes });
    return { name, start, run: async (changes) => (await start(changes)).ended };
  }
}

/** Adds a test to the file, once for each program. */
export type TestInPrograms = (
  title: string,
  body: (program: BenchProgram) => Promise<void>,
) => void;

/** Adds a test to the file for the script and `fetchWeights`, and for these the other way round. */
export type TestInPairs = (
  title: string,
  body: (one: BenchProgram, other: BenchProgram) => Promise<void>,
) => void;

/**
 * For the top of a test file: the bench, and what its tests are written with. `obstacle` is what
 * else this machine lacks.
 */
export async function openDownloadBench(obstacle?: string): Promise<{
  bench: DownloadBench;
  inPrograms: TestInPrograms;
  /** For what only the script can meet. */
  inShells: TestInPrograms;
  inPairs: TestInPairs;
}> {
  const bench = new DownloadBench();
  const noShell = await shellObstacle();
  const programs = new Map<string, Program>();
  beforeAll(async () => {
    bench.folder = await mkdtemp(path.join(tmpdir(), 'llmkube-download-'));
    bench.server = await serveFolder({ folder: bench.folder, address: '127.0.0.1' });
    for (const { name, isShell, prepare } of testPrograms) {
      if (isShell && noShell !== undefined) continue;
      programs.set(name, await prepare(path.join(bench.folder, 'programs', name)));
    }
  });
  afterAll(async () => {
    await bench.server?.close();
    await rm(bench.folder, { recursive: true });
  });
  beforeEach(async () => {
    bench.cache = await mkdtemp(path.join(bench.folder, 'cache-'));
    await bench.serve(weights);
    bench.files.script('/m.gguf', {});
    bench.files.requests.length = 0;
  });
  const program = (name: TestProgram['name']) => {
    const prepared = programs.get(name);
    if (prepared === undefined) throw new Error(`There is no ${name}`);
    return bench.with(name, prepared);
  };
  const inEach =
    (tested: readonly TestProgram[]): TestInPrograms =>
    (title, body) => {
      for (const { name, isShell } of tested) {
        const test = testUnless(obstacle ?? (isShell ? noShell : undefined));
        test(`${title}, in ${name}`, () => body(program(name)));
      }
    };
  const inPairs: TestInPairs = (title, body) => {
    for (const [one, other] of [
      ['dash', 'node'],
      ['node', 'dash'],
    ] as const) {
      const test = testUnless(obstacle ?? noShell);
      test(`${title}, in ${one} and ${other}`, () => body(program(one), program(other)));
    }
  };
  return {
    bench,
    inPairs,
    inPrograms: inEach(testPrograms),
    inShells: inEach(testPrograms.filter(({ isShell }) => isShell)),
  };
}

/** Until something has come and was written. */
export async function untilProgress(download: StartedDownload): Promise<void> {
  await pollUntil({ what: 'a progress line', seconds: 10 }, () =>
    new RegExp(`progress [1-9]\\d* ${weights.length}\n`).test(download.said()),
  );
}
