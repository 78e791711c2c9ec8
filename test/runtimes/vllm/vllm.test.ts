import { expect, test } from 'vitest';
import type { PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { serverCertificate } from '../../cluster/test-certificates.ts';
import { errorOf } from '../../support/error-of.ts';
import { renderIntent } from '../../support/render-intent.ts';
import { podOf, serverOf, textsOf } from '../../support/server-of.ts';

const vllm = (options: PartialIntent, changes: PartialIntent = {}): PartialIntent => ({
  ...changes,
  runtime: { vllm: options },
});
const argsOf = (changes: PartialIntent): string[] => serverOf('vllm', changes).args;
const plain = argsOf({});
/** The words that changes add, which stand together. */
const added = (changes: PartialIntent): string[] =>
  argsOf(changes).filter((word) => !plain.includes(word));

test('a repository is its first word, under the name and the port that clients use', () => {
  const server = serverOf('vllm');
  expect(server.command).toEqual(['vllm', 'serve']);
  expect(plain).toEqual([
    ...['org/model', '--served-model-name', 'Qwen', '--host', '::', '--port', '8000'],
    ...['--max-model-len', 'auto'],
  ]);
  expect(server.ports).toEqual([{ name: 'http', containerPort: 8000, protocol: 'TCP' }]);
  expect(podOf('vllm')).not.toHaveProperty('initContainers');
});

test('the engine fetches into the cache, by the token, the hub and the proxy that are named', () => {
  const server = serverOf('vllm', {
    model: { tokenSecret: { name: 'hub', key: 'token' } },
    network: {
      authorities: serverCertificate.certificate,
      proxy: { url: 'http://proxy.example:3128', noProxy: '.svc' },
    },
  });
  expect(server.volumeMounts).toContainEqual({ name: 'cache', mountPath: '/models' });
  expect(server.volumeMounts).toContainEqual({
    name: 'authorities',
    mountPath: '/etc/llmkube',
    readOnly: true,
  });
  expect(textsOf(server)).toMatchObject({
    HF_HOME: '/models/huggingface',
    HTTPS_PROXY: 'http://proxy.example:3128',
    NO_PROXY: '.svc',
    SSL_CERT_FILE: '/etc/llmkube/ca.pem',
    REQUESTS_CA_BUNDLE: '/etc/llmkube/ca.pem',
  });
  expect(server.env).toContainEqual({
    name: 'HF_TOKEN',
    valueFrom: { secretKeyRef: { name: 'hub', key: 'token' } },
  });
});

test('a folder of a claim is read where it lies, and nothing is written beside it', () => {
  const server = serverOf('vllm', { model: { source: 'pvc://weights/models/qwen' } });
  expect(server.args[0]).toBe('/models/models/qwen');
  expect(server.volumeMounts).toContainEqual({
    name: 'source',
    mountPath: '/models',
    readOnly: true,
  });
  expect(textsOf(server)).toMatchObject({ HF_HOME: '/tmp/huggingface' });
});

test('what is compiled for another image or accelerator is kept elsewhere', () => {
  const folder = (changes: PartialIntent) => textsOf(serverOf('vllm', changes)).VLLM_CACHE_ROOT;
  expect(folder({})).toMatch(/^\/models\/compiled\/[0-9a-f]{8}\/vllm_cache_root$/);
  const others = [{ runtime: { image: 'engine:2' } }, { hardware: { gpus: 1 } }].map(folder);
  expect(new Set([folder({}), ...others]).size).toBe(3);
  expect(folder({ runtime: { env: { VLLM_CACHE_ROOT: '/mine' } } })).toBe('/mine');
});

test('the shared memory grows with the GPUs, and comes on top of the memory that is given', () => {
  const changes = { hardware: { gpus: 4 }, resources: { memory: '16Gi' } };
  expect(podOf('vllm', changes).volumes).toContainEqual({
    name: 'shared-memory',
    emptyDir: { medium: 'Memory', sizeLimit: '10Gi' },
  });
  const server = serverOf('vllm', changes);
  expect(server.volumeMounts).toContainEqual({ name: 'shared-memory', mountPath: '/dev/shm' });
  expect(server.resources).toMatchObject({
    requests: { memory: '26Gi' },
    limits: { memory: '26Gi' },
  });
  expect(serverOf('vllm', { resources: { memory: '500M' } }).resources).toMatchObject({
    limits: { memory: '4794967296' },
  });
  expect(serverOf('vllm')).not.toHaveProperty('resources');
});

test.each<[PartialIntent, string[]]>([
  [{ hardware: { gpus: 1 } }, []],
  [{ hardware: { gpus: 4 } }, ['--tensor-parallel-size', '4']],
  [{ hardware: { gpus: 4, split: { mode: 'row' } } }, ['--tensor-parallel-size', '4']],
  [{ hardware: { gpus: 4, split: { mode: 'layer' } } }, ['--pipeline-parallel-size', '4']],
  [
    vllm({ pipelineParallel: 2 }, { hardware: { gpus: 4 } }),
    ['--tensor-parallel-size', '2', '--pipeline-parallel-size', '2'],
  ],
  [{ hardware: { gpus: 4 }, runtime: { args: ['-tp=2'] } }, ['-tp=2']],
  [{ serving: { contextLength: 4096 } }, ['4096']],
  [{ serving: { concurrency: 7 } }, ['--max-num-seqs', '7']],
  [{ serving: { mode: 'embedding' } }, ['--runner', 'pooling']],
  [
    { serving: { speculative: { method: 'ngram-simple', tokens: 4 } } },
    ['--speculative-config', '{"method":"ngram","num_speculative_tokens":4}'],
  ],
  [
    { serving: { speculative: { method: 'draft-mtp' } } },
    ['--speculative-config', '{"method":"mtp"}'],
  ],
  [
    vllm({ draft: { model: 'org/small', tokens: 3 } }),
    ['--speculative-config', '{"model":"org/small","num_speculative_tokens":3}'],
  ],
  [
    vllm({
      lora: {
        adapters: [
          { name: 'a', path: 'org/a' },
          { name: 'b', path: '/b' },
        ],
      },
    }),
    ['--enable-lora', '--lora-modules', 'a=org/a', 'b=/b'],
  ],
  [
    vllm({ toolCallParser: 'hermes' }),
    ['--enable-auto-tool-choice', '--tool-call-parser', 'hermes'],
  ],
])('%j becomes %j', (changes, words) => {
  expect(added(changes)).toEqual(words);
});

test.each<[string, PartialIntent]>([
  ['model.source', { model: { source: 'https://models.example/m.gguf' } }],
  ['model.source', { model: { source: 'org/model:Q4_K_M' } }],
  ['model.source', { model: { source: 'hf://org/model/m.gguf' } }],
  ['model.source', { model: { source: 'pvc://weights/m.gguf' } }],
  ['model.sha256', { model: { sha256: 'a'.repeat(64) } }],
  ['hardware.split.ratio', { hardware: { gpus: 2, split: { ratio: [1, 1] } } }],
  ['hardware.split.mode', { hardware: { gpus: 2, split: { mode: 'none' } } }],
  ['runtime.vllm.tensorParallel', vllm({ tensorParallel: 3 }, { hardware: { gpus: 4 } })],
  [
    'hardware.split.mode',
    vllm({ tensorParallel: 2 }, { hardware: { gpus: 2, split: { mode: 'row' } } }),
  ],
  ['runtime.vllm.gpuMemoryFraction', vllm({ gpuMemoryFraction: 0.5 })],
  ['runtime.vllm.cpuOffloadGb', vllm({ cpuOffloadGb: 1 })],
  ['runtime.vllm.lora.maxRank', vllm({ lora: { maxRank: 8 } })],
  ['runtime.vllm.draft.tokens', vllm({ draft: { tokens: 3 } })],
  ['serving.speculative.method', { serving: { speculative: { method: 'ngram-mod' } } }],
  ['serving.speculative.tokens', { serving: { speculative: { method: 'ngram-simple' } } }],
  [
    'serving.speculative.minProbability',
    { serving: { speculative: { method: 'draft-mtp', minProbability: 0.5 } } },
  ],
  [
    'serving.speculative',
    vllm({ draft: { model: 'org/a' } }, { serving: { speculative: { method: 'draft-mtp' } } }),
  ],
  ['runtime.args.0', { runtime: { args: ['--max_model_len=4'] } }],
  ['runtime.args.0', { runtime: { args: ['--served-model'] } }],
  ['runtime.args.0', { runtime: { args: ['--speculative-config.method', 'ngram'] } }],
  ['runtime.args.0', { runtime: { args: ['--no-enforce-eager'], vllm: { enforceEager: true } } }],
  ['runtime.env.HF_TOKEN', { runtime: { env: { HF_TOKEN: { secret: { name: 'a', key: 'b' } } } } }],
])('`%s` is refused where it would do nothing or cannot be: %j', (field, changes) => {
  const error = errorOf(() => serverOf('vllm', changes));
  expect(error).toMatchObject({ code: 'INVALID_FIELD', facts: { fields: [field] } });
});

test('an image has to be named for GPUs that there is none for', () => {
  const model = { id: 'Qwen', source: 'hf://org/model' };
  const hardware = { gpus: 1, vendor: 'intel' };
  const error = errorOf(() => renderIntent({ model, runtime: { kind: 'vllm' }, hardware }));
  expect(error.message).toContain('the runtime `vllm` has none for GPUs of intel');
});

test('arguments of people come last, also those that are set already by a default', () => {
  const args = argsOf({ runtime: { args: ['--seed', '1'] } });
  expect(args.slice(-2)).toEqual(['--seed', '1']);
});
