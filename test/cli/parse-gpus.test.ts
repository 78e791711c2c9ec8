import { expect, test } from 'vitest';
import { hostAsked } from '../../src/cli/host-asked.ts';
import { parseContext } from '../../src/cli/parse-context.ts';
import { parseGpus } from '../../src/cli/parse-gpus.ts';
import { parseMemory } from '../../src/cli/parse-memory.ts';
import { errorOf } from '../support/error-of.ts';

const gibibyte = 1024 ** 3;

test.each([
  ['24Gi', [24]],
  ['2x24Gi,16Gi', [24, 24, 16]],
  ['1x80Gi, 2x40Gi', [80, 40, 40]],
])('%s is the memory of GPUs in their order', (text, sizes) => {
  expect(parseGpus(text)).toEqual(sizes.map((size) => size * gibibyte));
});

test.each([
  '',
  '24',
  '2x',
  '0x24Gi',
  'x24Gi',
  '2x24Gi,',
  '-1x24Gi',
  '65x24Gi',
  '999x24Gi',
  '1e9x1Gi',
])('`%s` is no memory of GPUs', (text) => {
  expect(errorOf(() => parseGpus(text))).toMatchObject({ code: 'USAGE' });
});

test('a context is a number of tokens, or as many as fit', () => {
  expect([undefined, 'max', '32768'].map(parseContext)).toEqual([8192, 'max', 32_768]);
  for (const text of ['0', '-1', '8k', '1.5', '9999999999', '99999999', '']) {
    expect(errorOf(() => parseContext(text)).code).toBe('USAGE');
  }
});

test('the memory of a host is a quantity, or not said', () => {
  expect([undefined, '64Gi', '1500M'].map(parseMemory)).toEqual([
    undefined,
    64 * gibibyte,
    1_500_000_000,
  ]);
  for (const text of ['0', 'much', '-1Gi', '1e99']) {
    expect(errorOf(() => parseMemory(text)).code).toBe('USAGE');
  }
});

test('the host is this machine or another one, never both', () => {
  expect(hostAsked(undefined, true, 'linux')).toEqual({ kind: 'this machine' });
  expect(hostAsked('1Gi', false)).toEqual({ kind: 'another', bytes: gibibyte });
  expect(hostAsked(undefined, false)).toEqual({ kind: 'another', bytes: undefined });
  expect(errorOf(() => hostAsked('1Gi', true, 'linux')).code).toBe('USAGE');
  expect(errorOf(() => hostAsked(undefined, true, 'darwin')).message).toMatch(/share their memory/);
});
