import { expect, test } from 'vitest';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { errorOf } from '../../support/error-of.ts';

const model = { id: 'qwen', source: 'https://models.example/m.gguf' };

const problemOf = (blocks: object) =>
  errorOf(() => parseIntent({ model, ...blocks }, runtimes)).message;

const ofRuntime = (runtime: object) => problemOf({ runtime: { kind: 'llamacpp', ...runtime } });

test.each(['LLAMA_ARG_', 'LLAMA_LOG_', 'LLAMA_ARG_PO'])(
  'the prefix %s, with which each variable stands for an argument, is refused',
  (prefix) => {
    expect(ofRuntime({ envFrom: [{ secret: 'a' }, { configMap: 'c', prefix }] })).toContain(
      '`runtime.envFrom[1].prefix` is of variables, each of which is an argument of llama-server',
    );
  },
);

test.each(['A_', 'LLAMA_', 'LLAMA_ARG', 'LLAMA_API_KEY', 'GGML_'])(
  'the prefix %s is not refused: what comes of it depends on the keys',
  (prefix) => {
    const runtime = { kind: 'llamacpp', envFrom: [{ configMap: 'c', prefix }] };
    expect(parseIntent({ model, runtime }, runtimes).runtime.envFrom).toEqual(runtime.envFrom);
  },
);

const guessed = (speculative: object, args: readonly string[]) =>
  problemOf({
    serving: { speculative: { method: 'draft-mtp', ...speculative } },
    runtime: { kind: 'llamacpp', args },
  });

test.each([
  [{ tokens: 4 }, '--spec-draft-n-max', 'tokens'],
  [{ tokens: 4 }, '--draft-max', 'tokens'],
  [{ method: 'ngram-map-k', tokens: 4 }, '--spec-ngram-map-k-size-m', 'tokens'],
  [{ tokens: 4 }, '--draft-n', 'tokens'],
  [{ tokens: 4 }, '--draft', 'tokens'],
  [{ minProbability: 0.5 }, '--spec-draft-p-min', 'minProbability'],
  [{ minProbability: 0.5 }, '--draft-p-min', 'minProbability'],
])('what %j of guesses says is not said by %s too', (speculative, word, field) => {
  for (const args of [[word, '9'], [`${word}=9`]]) {
    expect(guessed(speculative, args)).toContain(
      `\`serving.speculative.${field}\` is said already by \`${word}\` in \`runtime.args\``,
    );
  }
});

test('a number of guesses of another method is one of arguments', () => {
  const serving = { speculative: { method: 'draft-mtp', tokens: 4 } };
  const runtime = { kind: 'llamacpp', args: ['--spec-ngram-mod-n-max', '9'] };
  expect(parseIntent({ model, serving, runtime }, runtimes).runtime.args).toEqual(runtime.args);
});

test('a number of guesses that no field says is one of arguments', () => {
  const serving = { speculative: { method: 'draft-mtp' } };
  const runtime = { kind: 'llamacpp', args: ['--spec-draft-n-max', '9'] };
  expect(parseIntent({ model, serving, runtime }, runtimes).runtime.args).toEqual(runtime.args);
});

test('the inverse of a factor of positions is refused beside the factor, and not alone', () => {
  const args = ['--rope-freq-scale', '0.25'];
  expect(ofRuntime({ args, llamacpp: { rope: { factor: 4 } } })).toContain(
    'is `--rope-freq-scale`, which `runtime.llamacpp.rope.factor` says already',
  );
  const alone = { kind: 'llamacpp', args };
  expect(parseIntent({ model, runtime: alone }, runtimes).runtime.args).toEqual(args);
});
