import { describe, expect, test } from 'vitest';
import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import { deployWith, resolvedIn, warningsOf } from '../support/deploy-of-shape.ts';
import { rejectionOf } from '../support/error-of.ts';
import { argsOf, asked, longer, portsWith } from '../support/fit/engine-deploy.ts';
import { repositoryOf } from '../support/fit/repository-of.ts';
import { createMemoryTarget, type MemoryTarget } from '../support/memory-target.ts';

describe.each(['vllm', 'sglang', 'tgi'])('%s', (kind) => {
  test('a release of an older version stays as it is while nothing changes that is read', async () => {
    const target = createMemoryTarget();
    const hardware = { gpuMemory: '12Gi' };
    const of = (changes: PartialIntent) => ({ ...asked(kind, hardware), ...changes });
    // What it would be refused for now.
    await deployOlder(of({}), target);
    const repository = repositoryOf();
    const again = portsWith({ ...repository, target });
    await deployWith(of({ serving: { concurrency: 3 } }), again);
    expect(argsOf(again)).toMatch(/(max-num-seqs|max-running-requests|max-concurrent-requests) 3/);
    expect(resolvedIn(again).fit).toBeUndefined();
    expect(repository.opened).toEqual([]);
    const longer = of({ serving: { concurrency: 3, contextLength: 4096 } });
    const error = await rejectionOf(deployWith(longer, portsWith({ ...repository, target })));
    expect(error.code).toBe('MODEL_TOO_LARGE');
  });
});

describe.each(['vllm', 'tgi'])('%s', (kind) => {
  test('of a context that does not fit the one is named that does, and taken', async () => {
    const ports = portsWith(longer());
    const given = asked(kind, {}, { serving: { contextLength: 131_072 } });
    const error = await rejectionOf(deployWith(given, ports));
    expect(error.code).toBe('MODEL_TOO_LARGE');
    const [, length] =
      /^the same command with --context-length (\d+)$/.exec(error.suggestions[0] ?? '') ?? [];
    await deployWith({ ...given, serving: { contextLength: Number(length) } }, ports);
    expect(resolvedIn(ports)).toMatchObject({ contextLength: Number(length) });
    expect(warningsOf(ports).filter((text) => text.includes('depends'))).toEqual([]);
  });
});

test('without a context the engine decides, and the plan stays until something changes', async () => {
  const target = createMemoryTarget();
  const repository = longer();
  const first = portsWith({ ...repository, target });
  await deployWith(asked('vllm', {}), first);
  const [{ fit }, words] = [resolvedIn(first), argsOf(first)];
  expect(words).toContain('--max-model-len auto');
  expect(first.events).toContainEqual({
    type: 'memoryPlanned',
    places: [{ id: 'CUDA0', neededBytes: expect.any(Number), limitBytes: expect.any(Number) }],
    because: [
      expect.stringMatching(/^Conversations may hold \d+ tokens together in what vllm takes$/),
    ],
  });
  const again = portsWith({ ...repository, target });
  await deployWith({ ...asked('vllm', {}), scale: { replicas: 2 } }, again);
  expect(repository.opened).toHaveLength(1);
  expect(resolvedIn(again).fit).toEqual(fit);
  const larger = portsWith({ ...repository, target });
  await deployWith(asked('vllm', { gpuMemory: '32Gi' }), larger);
  expect(repository.opened).toHaveLength(2);
  expect(resolvedIn(larger).fit).not.toEqual(fit);
  expect(argsOf(larger)).toBe(words);
});

test('SGLang starts with a context that it cannot hold, and that is told', async () => {
  const ports = portsWith(longer());
  await deployWith(asked('sglang', {}, { serving: { contextLength: 131_072 } }), ports);
  expect(warningsOf(ports)).toContainEqual(
    expect.stringMatching(/^no conversation of 131072 tokens can be held: /),
  );
  expect(argsOf(ports)).toContain('--context-length 131072');
});

test('where no context surely fits, the one that may is named as such', async () => {
  const given = asked('vllm', { gpuMemory: '17.7Gi' }, { serving: { contextLength: 131_072 } });
  const error = await rejectionOf(deployWith(given, portsWith(longer())));
  expect(error.suggestions[0]).toMatch(
    /^the same command with --context-length \d+, which may fit and may not$/,
  );
  expect(error.facts).toMatchObject({ largestContext: 0 });
});

test('of another image the version is told that the plan is made for', async () => {
  const ports = portsWith(repositoryOf());
  await deployWith(asked('vllm', {}, { runtime: { kind: 'vllm', image: 'engine:1' } }), ports);
  expect(warningsOf(ports)).toContainEqual(
    expect.stringMatching(/^the plan is made for `vllm-openai:v[\d.]+`, and another image may/),
  );
});

/** A release of a version that planned nothing for its engine. */
async function deployOlder(given: PartialIntent, target: MemoryTarget): Promise<void> {
  const ports = portsWith({
    ...repositoryOf(),
    openWeights: async () => {
      throw new Error('not there yet');
    },
    target,
  });
  await deployWith(given, ports);
  expect(resolvedIn(ports).fit).toBeUndefined();
}
