import { expect, test } from 'vitest';
import { resolve } from '../../../src/core/resolve/resolve.ts';
import type { Resolved } from '../../../src/core/resolve/resolved.ts';
import { llamacpp } from '../../../src/runtimes/llamacpp/llamacpp.ts';

const bare = resolve({
  intent: {
    model: { id: 'qwen', source: 'https://models.example/m.gguf' },
    runtime: { kind: 'llamacpp', image: 'engine:1' },
  },
  previous: undefined,
  source: {},
  live: {},
  runtime: llamacpp,
});
const recommended = { sampling: { temperature: 0.6, topK: 20 } };
const wordsOf = (changes: Partial<Resolved>) =>
  llamacpp.args({ ...bare, ...changes }, { weights: '/m.gguf' }).join(' ');

test('what is recommended is said to the engine where nothing else is said', () => {
  expect(wordsOf({})).not.toMatch(/--temp|--top-k/);
  expect(wordsOf({ recommended })).toContain(' --temp 0.6 --top-k 20 ');
  expect(wordsOf({ recommended, options: { jinja: true } })).toContain(' --temp 0.6 --top-k 20 ');
});

test('a field goes before what is recommended, and the words are those of the field alone', () => {
  const options = { sampling: { topK: 0, minP: 0.1 } };
  const words = wordsOf({ recommended, options });
  expect(words).toContain(' --temp 0.6 --top-k 0 --min-p 0.1 ');
  expect(wordsOf({ options: { sampling: { ...recommended.sampling, ...options.sampling } } })).toBe(
    words,
  );
});

test.each([['--temperature', '0.1'], ['--temp=0.1']])(
  'an argument goes before what is recommended: %s',
  (...args) => {
    const words = wordsOf({ recommended, args });
    expect(words.match(/--temp/g)).toHaveLength(1);
    expect(words).toContain(' --top-k 20 ');
  },
);
