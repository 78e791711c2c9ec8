import { expect, test } from 'vitest';
import { MemoryLedger } from '../../src/agent/memory-ledger.ts';

const gibibyte = 1024 ** 3;

function ledgerOf(available: number, anonymous: Readonly<Record<number, number>> = {}) {
  return new MemoryLedger({
    availableBytes: async () => available,
    anonymousBytes: async (pid) => anonymous[pid] ?? 0,
  });
}

test('two engines that start at once are never promised the same memory', async () => {
  const ledger = ledgerOf(10 * gibibyte);
  const answers = await Promise.all([
    ledger.admit('a', 6 * gibibyte, true),
    ledger.admit('b', 6 * gibibyte, true),
  ]);
  expect(answers).toEqual([undefined, 'it needs about 6.0 GiB of memory, and 4.0 GiB are free']);
});

test('what an engine holds already is not counted twice', async () => {
  const ledger = ledgerOf(5 * gibibyte, { 7: 2 * gibibyte });
  await ledger.admit('a', 3 * gibibyte, true);
  ledger.holds('a', 7);
  expect(await ledger.freeFor('b')).toBe(4 * gibibyte);
});

test('a release that is started anew may have what it holds now', async () => {
  const ledger = ledgerOf(1 * gibibyte, { 7: 2 * gibibyte });
  ledger.holds('a', 7, 3 * gibibyte);
  expect(await ledger.freeFor('a')).toBe(3 * gibibyte);
});

test('what has ended is free again, and a check that is off refuses nothing', async () => {
  const ledger = ledgerOf(gibibyte);
  await ledger.admit('a', gibibyte, true);
  expect(await ledger.admit('b', gibibyte, false)).toBeUndefined();
  ledger.frees('a');
  ledger.frees('b');
  expect(await ledger.freeFor('c')).toBe(gibibyte);
});
