import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeTinyGguf } from '../../../scripts/models/write-tiny-gguf.ts';

test('the tiny model has the same bytes on every machine', async () => {
  const path = await modelPath();
  const written = await writeTinyGguf(path);
  expect(written).toEqual({
    bytes: 450_784,
    sha256: '6af6b7236b84da2839a741676cc2735c61fb098ba37a2dd718f295c1f76ae68b',
  });
  const bytes = await readFile(path);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(written.sha256);
});

test('it is a GGUF of version 3 whose header counts its tensors', async () => {
  const path = await modelPath();
  await writeTinyGguf(path, { layers: 3 });
  const bytes = await readFile(path);
  expect(bytes.toString('latin1', 0, 4)).toBe('GGUF');
  expect(bytes.readUInt32LE(4)).toBe(3);
  expect(bytes.readBigUInt64LE(8)).toBe(3n + 9n * 3n);
});

test('another seed gives another model of the same size', async () => {
  const path = await modelPath();
  const first = await writeTinyGguf(path, { seed: 1 });
  const second = await writeTinyGguf(path, { seed: 2 });
  expect(second.bytes).toBe(first.bytes);
  expect(second.sha256).not.toBe(first.sha256);
});

async function modelPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'write-tiny-gguf-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'tiny.gguf');
}
