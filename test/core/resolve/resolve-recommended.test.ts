import { expect, test } from 'vitest';
import type { PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import type { Intent } from '../../../src/core/intent/schema.ts';
import { type ResolveInput, resolve } from '../../../src/core/resolve/resolve.ts';
import { resolvedSchema } from '../../../src/core/resolve/resolved.ts';
import { generic } from '../../../src/runtimes/generic/generic.ts';
import { llamacpp } from '../../../src/runtimes/llamacpp/llamacpp.ts';

const settings = { sampling: { temperature: 0.6, topK: 20 }, source: 'https://page.example' };
const { sampling } = settings;
const other = { sampling: { temperature: 1 } };

const intentOf = (changes: Partial<Intent> = {}): Intent => ({
  model: { id: 'qwen', source: 'hf://org/m/m.gguf' },
  runtime: { kind: 'llamacpp', image: 'engine:1' },
  ...changes,
});

const saying = (runtime: object) =>
  intentOf({ runtime: { kind: 'llamacpp', image: 'engine:1', ...runtime } });

const resolved = (changes: Partial<ResolveInput> = {}) =>
  resolve({
    intent: intentOf(),
    previous: undefined,
    source: { url: 'https://hub.example/m.gguf', file: 'm.gguf', bytes: 10 },
    live: {},
    runtime: llamacpp,
    ...changes,
  });

const made = resolved({ recommended: settings });
const later = (changes: Partial<ResolveInput>) => resolved({ previous: made, ...changes });

const block = (sampled: PartialIntent | null) => ({ runtime: { llamacpp: sampled } });

test('a new release gets what is recommended, beside what the user said', () => {
  expect(made.recommended).toEqual({ sampling });
  expect(made).not.toHaveProperty('options');
  expect(resolvedSchema.parse(made)).toEqual(made);
});

test('a release that is there keeps what it was made with, whatever is recommended now', () => {
  expect(later({})).toEqual(made);
  expect(later({ recommended: other })).toEqual(made);
  const bare = resolved();
  expect(bare).not.toHaveProperty('recommended');
  expect(resolved({ previous: bare, recommended: other })).toEqual(bare);
});

test.each([
  ['set', { given: block({ sampling: { topK: 0 } }) }],
  ['taken away', { given: block({ sampling: { topK: null } }) }],
  ['said by an argument', { intent: saying({ args: ['--top-k', '5'] }) }],
  ['said before', { intent: saying({ llamacpp: { sampling: { topK: 7 } } }) }],
])('a setting that is %s is recommended no more, now or later', (_, changes) => {
  const after = later(changes);
  expect(after.recommended).toEqual({ sampling: { temperature: 0.6 } });
  expect(resolved({ previous: after }).recommended).toEqual(after.recommended);
});

const generics = { kind: 'generic', image: 'engine:1' };

test('with another model come its own recommendations, or none', () => {
  const intent = intentOf({ model: { id: 'q', source: 'hf://org/m/n.gguf' } });
  expect(later({ intent, recommended: undefined })).not.toHaveProperty('recommended');
  expect(later({ intent, recommended: other }).recommended).toEqual(other);
});

test.each([
  ['its mode is no chat', { intent: intentOf({ serving: { mode: 'embedding' } }) }],
  ['the block is taken away', { given: block({ sampling: null }) }],
  ['the runtime has no such fields', { intent: intentOf({ runtime: generics }), runtime: generic }],
])('nothing is recommended where %s', (_, changes) => {
  expect(later({ recommended: other, ...changes })).not.toHaveProperty('recommended');
});
