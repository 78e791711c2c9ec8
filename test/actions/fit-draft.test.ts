import { expect, test } from 'vitest';
import type { ReadHeader } from '../../src/actions/ports.ts';
import type { WholeHeaderOutcome } from '../../src/models/read-header-of.ts';
import { createPorts } from '../support/action-ports.ts';
import { deployWith, resolvedIn, warningsOf } from '../support/deploy-of-shape.ts';
import { headerOfShape } from '../support/fit/model-of-shape.ts';

const drafting = {
  model: {
    source: 'https://models.example/m.gguf',
    draft: { source: 'https://models.example/d.gguf' },
  },
  serving: { speculative: { method: 'draft-simple' } },
  hardware: { gpus: 1, gpuMemory: '48Gi' },
} as const;

/** Headers of a model and its draft, or of the model alone. */
function reading(draft: string | undefined): ReadHeader {
  return async (place) => {
    const isDraft = place.kind === 'url' && place.url.endsWith('/d.gguf');
    if (!isDraft) return draft === undefined ? trainedWith(2048) : headerOfShape('qwen3-32b');
    return draft === undefined
      ? { kind: 'unreachable', fact: 'nothing listens there' }
      : headerOfShape(draft);
  };
}

function trainedWith(context: number): WholeHeaderOutcome {
  const outcome = headerOfShape('qwen3-32b');
  if (outcome.kind !== 'read') throw new Error(outcome.kind);
  const metadata = new Map(outcome.header.metadata).set('qwen3.context_length', context);
  return { ...outcome, header: { ...outcome.header, metadata } };
}

test('a deploy with a draft fixes what both take, with a request of memory', async () => {
  const [alone, both] = [
    createPorts({ readHeader: reading('qwen3-8b') }),
    createPorts({ readHeader: reading('qwen3-8b') }),
  ];
  const { serving: _, model, ...rest } = drafting;
  await deployWith({ ...rest, model: { source: model.source } }, alone);
  await deployWith(drafting, both);
  const taken = [alone, both].map((ports) => resolvedIn(ports).fit?.places[0]?.usedBytes ?? 0);
  expect(Number(taken[1]) - Number(taken[0])).toBeGreaterThan(5 * 1024 ** 3);
  expect(resolvedIn(both).fit?.memoryMebibytes).toBeGreaterThan(0);
  expect(warningsOf(both)).toEqual([]);
});

test('a draft whose header cannot be read leaves memory as it was said, which is told once', async () => {
  const ports = createPorts({ readHeader: reading(undefined) });
  await deployWith(drafting, ports);
  expect(resolvedIn(ports)).not.toHaveProperty('fit');
  // No more than it was trained with all the same.
  expect(resolvedIn(ports).contextLength).toBe(2048);
  expect(warningsOf(ports)).toEqual([
    expect.stringMatching(/^its memory is not computed: .*d\.gguf.*nothing listens there/),
  ]);
});

test('the header of a draft that no plan counts is not read', async () => {
  const read: string[] = [];
  const readHeader: ReadHeader = async (place) => {
    read.push(place.kind === 'url' ? place.url : place.path);
    return headerOfShape('qwen3-32b');
  };
  const ports = createPorts({ readHeader });
  await deployWith({ ...drafting, serving: { speculative: { method: 'draft-eagle3' } } }, ports);
  expect(read).toEqual([drafting.model.source]);
  expect(warningsOf(ports)).toEqual([expect.stringMatching(/a draft of `draft-eagle3`/)]);
});
