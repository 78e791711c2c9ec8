import type { TransformersEngine } from './engine-name.ts';

/** What an engine is told. */
export interface EngineSettings {
  readonly contextLength: number;
  readonly concurrency: number | undefined;
  readonly gpus: number;
}

type Words = Readonly<Record<keyof EngineSettings, string>>;

/** As in the tables of `src/runtimes`: vLLM 0.25, SGLang 0.5.15, TGI 3.3. */
const words: Readonly<Record<TransformersEngine, Words>> = {
  vllm: {
    contextLength: '--max-model-len',
    concurrency: '--max-num-seqs',
    gpus: '--tensor-parallel-size',
  },
  sglang: {
    contextLength: '--context-length',
    concurrency: '--max-running-requests',
    gpus: '--tp-size',
  },
  tgi: {
    contextLength: '--max-total-tokens',
    concurrency: '--max-concurrent-requests',
    gpus: '--num-shard',
  },
};

/** The arguments that start an engine so. */
export function engineWords(engine: TransformersEngine, settings: EngineSettings): string[] {
  const { contextLength, concurrency, gpus } = settings;
  const said = words[engine];
  return [
    ...[said.contextLength, String(contextLength)],
    ...(concurrency === undefined ? [] : [said.concurrency, String(concurrency)]),
    ...(gpus === 1 ? [] : [said.gpus, String(gpus)]),
  ];
}
