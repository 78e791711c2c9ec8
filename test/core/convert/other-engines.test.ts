import { expect, test } from 'vitest';
import { convertPair } from '../../support/operator/convert-pair.ts';
import { pairDocuments } from './operator-files.ts';

const model = { source: 'pvc://weights/qwen', hardware: { gpu: { count: 2 } } };

/** The words that the engine is started with, taken apart at flags. */
function wordsOf(service: object): readonly string[] {
  const converted = convertPair(pairDocuments(model, service));
  if (converted.kind === 'refused') throw new Error(converted.problems.join('\n'));
  const pod = Reflect.get(Object(converted.objects.Deployment).spec, 'template');
  const [engine] = Object(pod).spec.containers;
  return engine.args.join(' ').split(/ (?=--)/);
}

/**
 * What the operator (v0.9.19) told each engine, by its builders of arguments; the place of the
 * weights and the port are of a release.
 */
const told = {
  vllm: {
    service: {
      runtime: 'vllm',
      parallelSlots: 7,
      vllmConfig: {
        ...{ maxModelLen: 4096, quantization: 'awq', dtype: 'float16', kvCacheDtype: 'fp8_e5m2' },
        ...{ enablePrefixCaching: true, enableChunkedPrefill: true, maxNumBatchedTokens: 512 },
        ...{ attentionBackend: 'FLASHINFER', enableExpertParallel: true },
        ...{ cpuOffloadGB: 4, gpuMemoryUtilization: 0.8 },
      },
      extraArgs: ['--seed', '1'],
    },
    words: [
      ...['--host ::', '--max-model-len 4096', '--quantization awq', '--dtype float16'],
      ...['--kv-cache-dtype fp8_e5m2', '--enable-prefix-caching', '--enable-chunked-prefill'],
      ...['--max-num-batched-tokens 512', '--attention-backend FLASHINFER'],
      ...['--enable-expert-parallel', '--cpu-offload-gb 4', '--gpu-memory-utilization 0.8'],
      ...['--tensor-parallel-size 2', '--max-num-seqs 7', '--seed 1'],
    ],
    // Clients ask for a release by its name.
    more: ['/models/qwen', '--served-model-name qwen', '--port 8000'],
  },
  sglang: {
    service: {
      runtime: 'sglang',
      sglangConfig: {
        ...{ contextLength: 4096, memFractionStatic: 0.8, chunkedPrefillSize: 512 },
        ...{ maxRunningRequests: 7, quantization: 'fp8', kvCacheDtype: 'fp8_e5m2' },
        ...{ attentionBackend: 'flashinfer', chatTemplate: 'chatml' },
        speculative: {
          enabled: true,
          algorithm: 'EAGLE',
          draftModelPath: 'org/small',
          numSteps: 3,
        },
        loraAdapters: [{ name: 'a', path: 'org/a' }],
        ...{ maxLoraRank: 32, loraTargetModules: ['q', 'k'], logLevel: 'debug' },
        ...{ trustRemoteCode: true, skipTokenizerInit: true },
      },
    },
    words: [
      ...['--enable-metrics', '--host ::', '--served-model-name qwen', '--context-length 4096'],
      ...['--mem-fraction-static 0.8', '--chunked-prefill-size 512', '--max-running-requests 7'],
      ...['--quantization fp8', '--kv-cache-dtype fp8_e5m2', '--attention-backend flashinfer'],
      ...['--chat-template chatml'],
      ...['--speculative-algorithm EAGLE', '--speculative-draft-model-path org/small'],
      ...['--speculative-num-steps 3', '--speculative-num-draft-tokens 4'],
      ...['--lora-paths a=org/a', '--max-lora-rank 32', '--lora-target-modules q k'],
      ...['--log-level debug', '--trust-remote-code', '--skip-tokenizer-init'],
    ],
    // The same by its whole name, and what adapters need besides.
    more: ['--model-path /models/qwen', '--port 30000', '--tp-size 2', '--enable-lora'],
  },
  tgi: {
    service: {
      runtime: 'tgi',
      tgiConfig: { quantize: 'awq', maxInputLength: 1024, maxTotalTokens: 4096 },
      extraArgs: ['--max-best-of', '1'],
    },
    words: [
      ...['--hostname ::', '--quantize awq', '--max-total-tokens 4096', '--num-shard 2'],
      '--max-best-of 1',
    ],
    // The newer of two names.
    more: ['--model-id /models/qwen', '--port 3000', '--max-input-tokens 1024'],
  },
} as const;

test.each(Object.entries(told))('%s is told what the operator told it', (_, one) => {
  const { service, words, more } = one;
  expect(wordsOf(service).toSorted()).toEqual([...words, ...more].toSorted());
});

test('sglang is told what it is for, as the operator told it', () => {
  expect(wordsOf({ runtime: 'sglang', mode: 'embedding' })).toContain('--is-embedding');
});

test('an engine of another kind is told the words of its document, and listens where it did', () => {
  const args = ['--model', '/data/m.bin'];
  const service = { runtime: 'generic', args, containerPort: 9000 };
  const file = { source: 'pvc://weights/m.bin' };
  const converted = convertPair(pairDocuments(file, service));
  const text = JSON.stringify(converted);
  expect(text).toContain('"args":["--model","/data/m.bin"]');
  expect(text).toContain('"containerPort":9000');
});
