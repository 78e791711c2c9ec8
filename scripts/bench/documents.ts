import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { startCluster } from '../../test/support/cluster/start-cluster.ts';
import type { Benchmark } from './measure.ts';
import { runTimed } from './run-timed.ts';

/** What the benchmarks of documents measure on: files, and a cluster for kubectl to ask. */
export interface DocumentsBed {
  readonly folder: string;
  readonly kubectl: string;
  readonly kubeconfig: string;
}

const root = path.resolve(import.meta.dirname, '../..');
const program = path.join(root, 'bin/run.js');

/** Starts everything, lets `work` use it, and takes it down whatever happens. */
export async function withDocumentsBed<T>(work: (bed: DocumentsBed) => Promise<T>): Promise<T> {
  const cluster = await startCluster();
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-bench-'));
  try {
    return await work({ folder, kubectl: cluster.kubectl, kubeconfig: cluster.kubeconfig });
  } finally {
    await rm(folder, { recursive: true });
    await cluster.stop();
  }
}

const megabyte = 1e6;
const count = 100;
const schemaErrorsSeconds = 2;

/** What reading and rendering documents takes, in time and in memory. */
export async function documentsBenchmarks(
  bed: DocumentsBed,
  runs: number,
): Promise<readonly Benchmark[]> {
  const [all, rendered] = ['all.yaml', 'rendered.yaml'].map((name) => path.join(bed.folder, name));
  if (all === undefined || rendered === undefined) throw new Error('two names were given');
  const texts = Array.from({ length: count }, (_, index) => documentOf(index, 'contextLength'));
  await writeFile(all, texts.join(''));
  await writeFile(rendered, await rendering(all));
  const create = ['create', '--dry-run=client', '--validate=false', `--filename=${rendered}`];
  const wrong = await wrongFile(bed, 5 * megabyte);
  // What has one mistake, in its last document, is read to its end.
  const [least, late, most] = [
    await lateFile(bed, megabyte),
    await lateFile(bed, 5 * megabyte),
    await lateFile(bed, 10 * megabyte),
  ];
  return [
    {
      name: `render of ${count} documents`,
      runs,
      limit: { ratio: 1.5, kind: 'target' },
      baseline: {
        name: 'kubectl create --dry-run=client',
        run: async () =>
          (await runTimed(bed.kubectl, create, { KUBECONFIG: bed.kubeconfig })).seconds,
      },
      ours: { name: 'llmkube render', run: async () => await timed(() => rendering(all)) },
    },
    {
      name: 'schema errors of 5 MB',
      runs: Math.ceil(runs / 2),
      limit: { ratio: 1, kind: 'target' },
      baseline: { name: 'what it may take', run: async () => schemaErrorsSeconds },
      ours: { name: 'llmkube render', run: async () => await timed(() => refusing(wrong)) },
    },
    {
      // Seconds say as much about the machine as about the program, so the parser stands beside.
      name: 'a mistake at the end of 5 MB',
      runs: Math.ceil(runs / 2),
      baseline: {
        name: 'js-yaml alone, no schema',
        run: async () =>
          await timed(async () => {
            const words = [path.join(import.meta.dirname, 'parse-alone.ts'), late];
            await execa(process.execPath, words);
          }),
      },
      ours: { name: 'llmkube render', run: async () => await timed(() => refusing(late)) },
    },
    {
      name: 'memory for 10 times the input',
      runs: Math.ceil(runs / 2),
      unit: 'MB',
      limit: { ratio: 1.3, kind: 'bar' },
      baseline: { name: '1 MB of documents', run: async () => await refusing(least) },
      ours: { name: '10 MB of documents', run: async () => await refusing(most) },
    },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

async function rendering(file: string): Promise<string> {
  // What a source answers is not what is measured.
  const words = [program, 'render', '--filename', file, '--offline'];
  return (await execa(process.execPath, words, { env: { KUBECONFIG: '/dev/null' } })).stdout;
}

/** Reads a file in which everything is wrong; gives back the most memory that was held, in MB. */
async function refusing(file: string): Promise<number> {
  const memory = path.join(import.meta.dirname, 'report-memory.ts');
  const words = ['--import', memory, program, 'render', '--filename', file];
  const stdio = ['ignore', 'ignore', 'pipe', 'pipe'] as const;
  const run = await execa(process.execPath, words, { reject: false, stdio });
  if (run.exitCode !== 2) throw new Error(`render did not refuse ${file}: ${run.stderr}`);
  return Number(run.stdio[3]);
}

async function wrongFile({ folder }: DocumentsBed, bytes: number): Promise<string> {
  const file = path.join(folder, `wrong-${bytes}.yaml`);
  await writeFile(file, documentsOf(bytes, 'contextLenght'));
  return file;
}

async function lateFile({ folder }: DocumentsBed, bytes: number): Promise<string> {
  const file = path.join(folder, `late-${bytes}.yaml`);
  const last = documentOf(bytes, 'contextLenght');
  await writeFile(file, documentsOf(bytes - last.length, 'contextLength') + last);
  return file;
}

function documentsOf(bytes: number, field: string): string {
  const length = Math.ceil(bytes / documentOf(0, field).length);
  return Array.from({ length }, (_, index) => documentOf(index, field)).join('');
}

function documentOf(index: number, field: string): string {
  return `---
apiVersion: cli.llmkube.dev/v1beta1
kind: InferenceService
metadata:
  name: model-${index}
spec:
  model:
    source: https://models.example/model-${index}.gguf
  runtime:
    kind: llamacpp
    image: llama-server:1
  serving:
    ${field}: 16384
  resources:
    memory: 8Gi
`;
}
