import { expect, test } from 'vitest';
import { mergeIntent, type PartialIntent } from '../../src/core/intent/merge-intent.ts';
import { intentSchema } from '../../src/core/intent/schema.ts';
import { runtimes } from '../../src/runtimes/runtimes.ts';
import { fieldChanges, plainIntent } from '../support/field-changes.ts';

/** Fields that are about what a model answers. */
const ofAnswers = Object.keys(fieldChanges).filter((path) =>
  /^runtime\.(llamacpp\.(jinja|reasoning\.|sampling\.)|\w+\.(toolCallParser|reasoningParser|draft\.))|^serving\.speculative/.test(
    path,
  ),
);

const schema = intentSchema(runtimes);

function refused(path: string, mode: string): readonly string[] {
  const { given, beside = {} } = fieldChanges[path] ?? { given: {} };
  const intent = [beside, given, { serving: { mode } } as PartialIntent].reduce<
    Record<string, unknown>
  >((whole, part) => mergeIntent(whole, part), plainIntent);
  return (schema.safeParse(intent).error?.issues ?? [])
    .filter(({ message }) => message.includes('answers nothing'))
    .map(({ path: told }) => told.join('.'));
}

test.each(ofAnswers)('%s is refused where nothing is answered, and there alone', (path) => {
  expect(refused(path, 'chat')).toEqual([]);
  for (const mode of ['embedding', 'rerank']) {
    const told = refused(path, mode);
    expect(told).toHaveLength(1);
    expect(path.startsWith(told[0] ?? 'none')).toBe(true);
  }
});

test('fields of every runtime that has such modes are gone through', () => {
  const named = new Set(ofAnswers.map((path) => path.split('.')[1]));
  expect([...named].sort()).toEqual(['llamacpp', 'sglang', 'speculative', 'vllm']);
});

test.each(['embedding', 'rerank'])('a projector can be beside %s: it reads pictures', (mode) => {
  const projector = { source: 'https://models.example/p.gguf' };
  const intent = mergeIntent(plainIntent, { model: { projector }, serving: { mode } });
  expect(schema.safeParse(intent).success).toBe(true);
});
