import { expect, test } from 'vitest';
import { exactNumbersHold, RECORDED_VERSIONS } from './recorded-versions.ts';

test('exact numbers hold for the recorded versions, and nothing is said', () => {
  const lines: string[] = [];
  const image = { versions: { ...RECORDED_VERSIONS, curl: '1' } };
  expect(exactNumbersHold(image, (line) => lines.push(line))).toBe(true);
  expect(lines).toEqual([]);
});

test('another engine widens them, and one line says which packages moved', () => {
  const lines: string[] = [];
  const image = { versions: { ...RECORDED_VERSIONS, libggml0: '99', libllama0: '98' } };
  expect(exactNumbersHold(image, (line) => lines.push(line))).toBe(false);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/libllama0 is 98.*libggml0 is 99/);
});
