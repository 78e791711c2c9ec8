import { expect, test } from 'vitest';
import { readModelHead } from '../../src/actions/read-model-head.ts';
import { createPorts } from '../support/action-ports.ts';
import { repositoryOf } from '../support/fit/repository-of.ts';

const repository = {
  kind: 'repository',
  source: 'hf://org/llama',
  repo: 'org/llama',
  bytes: 1,
} as const;

test.each([
  [
    'the one that a release was made with',
    { endpoint: 'https://mirror.example' },
    'https://mirror.example',
  ],
  ['the public one where it names none', {}, 'https://huggingface.co'],
])('a repository is looked for at a hub: %s', async (_, own, expected) => {
  const { openWeights, ...ports } = repositoryOf();
  const hubs: unknown[] = [];
  const asked = { model: { ...repository, ...own }, what: 'deploy `qwen`', needsWeights: false };
  const head = await readModelHead(
    asked,
    createPorts({
      ...ports,
      openWeights: async (source, hub) => {
        hubs.push(hub);
        return await openWeights(source);
      },
    }),
  );
  expect(head?.form).toBe('transformers');
  expect(hubs).toEqual([expected]);
});
