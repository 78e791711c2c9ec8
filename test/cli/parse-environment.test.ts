import { expect, test } from 'vitest';
import { parseEnvironment } from '../../src/cli/parse-environment.ts';
import { splitEngineArgs } from '../../src/cli/split-engine-args.ts';
import { mergeIntent } from '../../src/core/intent/merge-intent.ts';
import { errorOf } from '../support/error-of.ts';

test('a variable is set, set to nothing, or taken away', () => {
  expect(parseEnvironment({ env: ['A=b=c', 'B=', 'C-'] })).toEqual({
    env: { A: 'b=c', B: '', C: null },
    envFrom: undefined,
  });
});

test('a variable comes from a key of a Secret, or all keys of one are variables', () => {
  const given = parseEnvironment({ 'env-from-secret': ['TOKEN=hub:token', 'all'] });
  expect(mergeIntent({}, given)).toEqual({
    env: { TOKEN: { secret: { name: 'hub', key: 'token' } } },
    envFrom: [{ secret: 'all' }],
  });
  expect(
    mergeIntent({ envFrom: [{ secret: 'a' }] }, parseEnvironment({ 'env-from-secret': [''] })),
  ).toEqual({});
});

test('a value of another kind replaces the one before whole', () => {
  const before = { env: { A: { configMap: { name: 'c', key: 'k' } } } };
  const reference = parseEnvironment({ 'env-from-secret': ['A=s:k'] });
  expect(mergeIntent(before, reference)).toEqual({
    env: { A: { secret: { name: 's', key: 'k' } } },
  });
  expect(mergeIntent(before, parseEnvironment({ env: ['A=x'] }))).toEqual({ env: { A: 'x' } });
});

test.each([{ env: ['hunter2'] }, { env: ['=hunter2'] }, { 'env-from-secret': ['A=hunter2'] }])(
  '%j is refused, and not repeated',
  (flags) => {
    const error = errorOf(() => parseEnvironment(flags));
    expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 });
    expect(JSON.stringify(error)).not.toContain('hunter2');
  },
);

test.each([
  { env: ['A=hunter2'], 'env-from-secret': ['A=s:k'] },
  { env: ['A-'], 'env-from-secret': ['A=s:k'] },
  { env: ['__proto__=hunter2'] },
  { 'env-from-secret': ['__proto__=s:k'] },
])('%j is refused: nothing of it is left out without a word', (flags) => {
  const error = errorOf(() => parseEnvironment(flags));
  expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 });
  expect(JSON.stringify(error)).not.toContain('hunter2');
});

test('what follows `--` is of the engine, and nothing there takes it away', () => {
  expect(splitEngineArgs(['qwen', '--', '-t', '4', '--'])).toEqual({
    own: ['qwen'],
    engine: ['-t', '4', '--'],
  });
  expect(splitEngineArgs(['qwen', '--'])).toEqual({ own: ['qwen'], engine: null });
  expect(splitEngineArgs(['qwen'])).toEqual({ own: ['qwen'], engine: undefined });
});
