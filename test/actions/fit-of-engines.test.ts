import { describe, expect, test } from 'vitest';
import type { Ports } from '../../src/actions/ports.ts';
import { render } from '../../src/actions/render.ts';
import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';
import type { TestPorts } from '../support/action-ports.ts';
import { deployWith, resolvedIn, warningsOf } from '../support/deploy-of-shape.ts';
import { inputOf } from '../support/deployed-release.ts';
import { rejectionOf } from '../support/error-of.ts';
import {
  argsOf,
  asked,
  commit,
  imageOf,
  longer,
  portsWith,
  source,
} from '../support/fit/engine-deploy.ts';
import { repositoryOf } from '../support/fit/repository-of.ts';

describe.each(['vllm', 'sglang', 'tgi'])('%s', (kind) => {
  test('what surely fits is planned from the repository, at its commit, and told nothing', async () => {
    const repository = repositoryOf();
    const ports = portsWith(repository);
    await deployWith(asked(kind, {}), ports);
    expect(repository.opened).toEqual([{ kind: 'hub', repo: 'org/llama', revision: commit }]);
    expect(repository.read).toHaveLength(2);
    const { fit, contextLength } = resolvedIn(ports);
    expect(contextLength).toBeUndefined();
    expect(Object.keys(fit ?? {})).toEqual(['places']);
    expect(fit?.places).toEqual([
      { id: 'CUDA0', usedBytes: expect.any(Number), limitBytes: expect.any(Number) },
    ]);
    expect(argsOf(ports)).not.toMatch(/(context-length|max-total-tokens|max-model-len) \d/);
    expect(warningsOf(ports).filter((text) => text.includes('memory'))).toEqual([]);
    const { resources } = Object(ports.target.objects.get('Deployment/qwen')).spec.template.spec
      .containers[0];
    expect(resources.requests).not.toHaveProperty('memory');
  });

  test('what is too large is refused before anything is written, with what would do', async () => {
    const ports = portsWith(repositoryOf());
    const error = await rejectionOf(deployWith(asked(kind, { gpuMemory: '12Gi' }), ports));
    expect(error.code).toBe('MODEL_TOO_LARGE');
    expect(error.message).toMatch(
      /^Cannot deploy `qwen`: it does not fit: CUDA0 needs [\d.]+ GiB \(weights 15\.0 GiB \+ compute .* \+ kv .*\) and has [\d.]+ GiB$/,
    );
    expect(ports.target.records.size + ports.target.objects.size).toBe(0);
    expect(error.suggestions).toEqual([
      `llmkube fit ${source} --gpu-memory <sizes> --runtime ${kind}`,
      'the same command with --no-memory-check',
    ]);
  });
});

test('what fits only where the engine needs least is told, and goes on', async () => {
  const ports = portsWith(repositoryOf());
  await deployWith(asked('vllm', { gpuMemory: '17.7Gi' }), ports);
  expect(warningsOf(ports)).toContain(
    'whether it fits depends on what the engine takes beside weights and conversations',
  );
  expect(ports.target.records.size).toBe(1);
  expect(argsOf(ports)).toContain('--max-model-len auto');
});

test('GPUs that are alike are told once where all of them lack room', async () => {
  const ports = portsWith(repositoryOf());
  const hardware = { gpus: 4, gpuMemory: '4Gi' };
  const error = await rejectionOf(deployWith(asked('vllm', hardware), ports));
  expect(error.message).toMatch(/does not fit: each of CUDA0 to CUDA3 needs [^;]*$/);
});

test('GPUs that are alike and no neighbours are told each by itself', async () => {
  const hardware = { gpus: 4, gpuMemory: '4Gi,24Gi,4Gi,24Gi' };
  const runtime = {
    kind: 'vllm',
    image: imageOf('vllm'),
    vllm: { tensorParallel: 1, dataParallel: 4 },
  };
  const error = await rejectionOf(
    deployWith(asked('vllm', hardware, { runtime }), portsWith(repositoryOf())),
  );
  expect(error.message).toMatch(/does not fit: CUDA0 needs [^;]*; CUDA2 needs [^;]*$/);
});

test('heads that cannot be divided are refused, and of no weights a header is read for that', async () => {
  const repository = repositoryOf();
  const hardware = { gpus: 3, gpuMemory: undefined };
  const error = await rejectionOf(
    deployWith(asked('vllm', hardware as PartialIntent), portsWith(repository)),
  );
  expect(error.code).toBe('INVALID_FIELD');
  expect(error.message).toMatch(
    /^Cannot deploy `qwen`: its 32 attention heads cannot be divided over 3 GPUs, but over 1, 2, 4/,
  );
  expect(repository.read).toEqual([]);
});

test('GPUs of unknown memory stop nobody, and neither does what cannot be computed', async () => {
  const repository = repositoryOf();
  const unknown = portsWith(repository);
  await deployWith(asked('vllm', { gpuMemory: undefined } as PartialIntent), unknown);
  expect(warningsOf(unknown)).toContain(
    'its memory is not computed: how much memory the GPUs have is not known: say --gpu-memory',
  );
  expect(resolvedIn(unknown).fit).toBeUndefined();
  const without = portsWith(repositoryOf());
  await deployWith(
    { model: { source }, runtime: { kind: 'vllm', image: imageOf('vllm') } },
    without,
  );
  expect(warningsOf(without)).toContain(
    'its memory is not computed: what `vllm` takes without GPUs is not computed',
  );
  const word = repositoryOf();
  const ports = portsWith(word);
  const runtime = { kind: 'vllm', image: 'engine:1', args: ['--kv-cache-memory-bytes', '1000'] };
  await deployWith(asked('vllm', {}, { runtime }), ports);
  expect(warningsOf(ports)).toContain(
    'its memory is not computed: what `--kv-cache-memory-bytes` of `runtime.args` does to it is not computed',
  );
  expect(word.opened).toEqual([]);
});

test.each<[string, Partial<Pick<Ports, 'openWeights' | 'readSafetensors'>>, string]>([
  [
    'a repository that is gated',
    {
      openWeights: async () => {
        throw new LlmkubeError('SOURCE_REFUSED', 'Cannot fetch `org/llama`: it is gated (403)');
      },
    },
    'its memory is not computed: Cannot fetch `org/llama`: it is gated (403)',
  ],
  [
    'a hub that breaks off',
    {
      openWeights: async () => {
        throw new Error('other side closed');
      },
    },
    'its memory is not computed: Cannot read the model `hf://org/llama`: other side closed',
  ],
  [
    'a config.json that says too little',
    repositoryOf({ config: { model_type: 'other' } }),
    'its memory is not computed: Cannot read the model `hf://org/llama`: its config.json has no `num_hidden_layers`',
  ],
])('%s stops nobody, and is told', async (_, changes, message) => {
  const ports = portsWith({ ...repositoryOf(), ...changes });
  await deployWith(asked('vllm', {}), ports);
  expect(warningsOf(ports)).toContain(message);
  expect(ports.target.records.size).toBe(1);
});

test('of a hub that was not reached nothing more is asked, and neither of a claim', async () => {
  const repository = repositoryOf();
  const unreached = portsWith({
    ...repository,
    readSource: async () => ({ kind: 'unreachable', why: 'no route', facts: {} }),
  });
  await deployWith(asked('vllm', {}), unreached);
  const inClaim = portsWith(repository);
  await renderedArgs(asked('vllm', {}, { model: { source: 'pvc://models/llama' } }), inClaim);
  expect(repository.opened).toEqual([]);
  expect(warningsOf(inClaim).filter((text) => text.includes('memory'))).toEqual([]);
});

test('without the check nothing is read', async () => {
  const repository = repositoryOf();
  const hardware = { gpuMemory: '4Gi', memoryCheck: 'off' };
  await deployWith(asked('vllm', hardware), portsWith(repository));
  expect(repository.opened).toEqual([]);
});

test('an interruption while the repository is read changes nothing', async () => {
  const stop = new AbortController();
  const ports = portsWith({
    ...repositoryOf(),
    openWeights: async () => {
      stop.abort('SIGINT');
      throw new Error('aborted');
    },
    signal: stop.signal,
  });
  expect((await rejectionOf(deployWith(asked('vllm', {}), ports))).code).toBe('INTERRUPTED');
  expect(ports.target.records.size).toBe(0);
});

test('what is rendered is told the same', async () => {
  const ports = portsWith(longer());
  await deployWith(asked('vllm', {}), ports);
  expect(await renderedArgs(asked('vllm', {}), portsWith(longer()))).toBe(argsOf(ports));
});

async function renderedArgs(changes: PartialIntent, ports: TestPorts): Promise<string> {
  const { given, ...release } = inputOf('engine:1');
  const asked = { ...release, given: { ...given, ...changes } };
  const manifests = await render({ releases: [asked], namespace: undefined }, ports);
  const { spec } = Object(manifests.find(({ kind }) => kind === 'Deployment'));
  return spec.template.spec.containers[0].args.join(' ');
}
