import { expect, test } from 'vitest';
import { downloadFilter, downloadText } from '../../src/ui/download-text.ts';

const at = (bytes: number, total?: number) =>
  ({
    type: 'downloadProgress',
    pod: 'qwen-1',
    bytes,
    ...(total === undefined ? {} : { total }),
  }) as const;

test('a download is told as far as it is known', () => {
  expect(downloadText(at(1024))).toBe('pod qwen-1: downloaded 1.0 KiB');
  expect(downloadText({ ...at(1024, 4096), bytesPerSecond: 2048 })).toBe(
    'pod qwen-1: downloaded 1.0 KiB of 4.0 KiB (25 %), 2.0 KiB/s',
  );
});

test('where lines stay, a tenth of the file or ten seconds make one', () => {
  let now = 0;
  const isStep = downloadFilter(() => now);
  expect([0, 1, 9, 10, 19, 35].map((bytes) => isStep(at(bytes, 100)))).toEqual([
    true,
    false,
    false,
    true,
    false,
    true,
  ]);
  now = 9999;
  expect(isStep(at(36, 100))).toBe(false);
  now = 10_000;
  expect(isStep(at(37, 100))).toBe(true);
  expect(isStep({ ...at(1, 100), pod: 'qwen-2' })).toBe(true);
});
