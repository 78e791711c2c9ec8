import { expect, test } from 'vitest';
import { overlay, parseSet } from '../../src/cli/parse-set.ts';
import { errorOf } from '../support/error-of.ts';

test.each([
  ['runtime.llamacpp.jinja=true', { runtime: { llamacpp: { jinja: true } } }],
  ['spec.hardware.split.ratio=[3,1]', { hardware: { split: { ratio: [3, 1] } } }],
  ['runtime.image=a:1', { runtime: { image: 'a:1' } }],
  ['pod.nodeSelector.example\\.com/zone=a', { pod: { nodeSelector: { 'example.com/zone': 'a' } } }],
  ['runtime.env.A=b=c', { runtime: { env: { A: 'b=c' } } }],
  ['resources.cpu=', { resources: { cpu: null } }],
  ['resources.cpu=null', { resources: { cpu: null } }],
  ['resources.cpu="2"', { resources: { cpu: '2' } }],
])('%s is one field of an intent', (text, intent) => {
  expect(parseSet([text])).toEqual(intent);
});

test('several fields meet in their blocks, and the last of one field wins', () => {
  expect(parseSet(['a.b=1', 'a.c=2', 'a.b=3'])).toEqual({ a: { b: 3, c: 2 } });
});

test('what takes a field away is not lost when it is laid over one that sets it', () => {
  expect(overlay({ a: { b: 1, c: 2 } }, { a: { b: null } })).toEqual({ a: { b: null, c: 2 } });
});

test.each([
  'a',
  '=1',
  'a..b=1',
  '.a=1',
  '__proto__.a=1',
  'spec=1',
  'a.__proto__=1',
  'a={"__proto__":1}',
])('%s is no field and is refused', (text) => {
  expect(errorOf(() => parseSet([text]))).toMatchObject({ code: 'USAGE', exitCode: 2 });
});

test('the value of what is refused is not repeated, as it may be a secret', () => {
  expect(errorOf(() => parseSet(['a..b=hunter2'])).message).not.toContain('hunter2');
});
