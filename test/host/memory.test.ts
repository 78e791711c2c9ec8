import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { anonymousBytes, readMemory } from '../../src/host/memory.ts';
import { availableInVmStat } from '../../src/host/memory-texts.ts';

const kibibyte = 1024;
const gibibyte = 1024 ** 3;

const meminfo = [
  'MemTotal:       33554432 kB',
  'MemFree:         1048576 kB',
  'MemAvailable:   16777216 kB',
  'HugePages_Total:       0',
].join('\n');

test('a machine without limits has what the kernel calls available', async () => {
  const files = { '/proc/meminfo': meminfo, '/proc/self/cgroup': '0::/user.slice\n' };
  expect(await memoryOf(files)).toEqual({
    totalBytes: 32 * gibibyte,
    availableBytes: 16 * gibibyte,
    isLimited: false,
  });
});

test('a group of version 2 is limited by itself and by every group above it', async () => {
  const files = {
    '/proc/meminfo': meminfo,
    '/proc/self/cgroup': '0::/user.slice/session\n',
    '/sys/fs/cgroup/user.slice/memory.max': `${4 * gibibyte}\n`,
    '/sys/fs/cgroup/user.slice/memory.current': `${3 * gibibyte}\n`,
    '/sys/fs/cgroup/user.slice/memory.stat': `anon ${gibibyte}\ninactive_file ${gibibyte}\nactive_file 4096\n`,
    '/sys/fs/cgroup/user.slice/session/memory.max': 'max\n',
    '/sys/fs/cgroup/user.slice/session/memory.current': '1000\n',
  };
  expect(await memoryOf(files)).toEqual({
    totalBytes: 4 * gibibyte,
    availableBytes: 2 * gibibyte + 4096,
    isLimited: true,
  });
});

test('a container of version 1 has its limit at the mount, whatever its path is called', async () => {
  const files = {
    '/proc/meminfo': meminfo,
    '/proc/self/cgroup': '12:cpu,cpuacct:/docker/abc\n7:memory:/docker/abc\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${2 * gibibyte}\n`,
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': `${gibibyte}\n`,
    '/sys/fs/cgroup/memory/memory.stat': `total_inactive_file 0\ntotal_active_file 8192\n`,
  };
  expect(await memoryOf(files)).toEqual({
    totalBytes: 2 * gibibyte,
    availableBytes: gibibyte + 8192,
    isLimited: true,
  });
});

test("version 1's way to say `no limit` is none", async () => {
  const files = {
    '/proc/meminfo': meminfo,
    '/proc/self/cgroup': '7:memory:/\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': '4096\n',
  };
  expect((await memoryOf(files)).isLimited).toBe(false);
});

test('a group that is over its limit has nothing left, and a limit never adds memory', async () => {
  const files = {
    '/proc/meminfo': meminfo,
    '/proc/self/cgroup': '0::/\n',
    '/sys/fs/cgroup/memory.max': `${gibibyte}\n`,
    '/sys/fs/cgroup/memory.current': `${2 * gibibyte}\n`,
  };
  expect((await memoryOf(files)).availableBytes).toBe(0);
  const roomy = { ...files, '/sys/fs/cgroup/memory.max': `${31 * gibibyte}\n` };
  expect((await memoryOf(roomy)).availableBytes).toBe(16 * gibibyte);
});

test('what macOS prints adds up to what it would give up', () => {
  const text = [
    'Mach Virtual Memory Statistics: (page size of 16384 bytes)',
    'Pages free:                               10000.',
    'Pages active:                            500000.',
    'Pages inactive:                           20000.',
    'Pages speculative:                         3000.',
    'Pages throttled:                              0.',
    'Pages wired down:                        200000.',
    'Pages purgeable:                            500.',
  ].join('\n');
  expect(availableInVmStat(text)).toBe(33_500 * 16 * kibibyte);
  expect(availableInVmStat('no such program')).toBeUndefined();
});

test('this machine has memory, and less of it available than there is', async () => {
  const { totalBytes, availableBytes } = await readMemory();
  expect(totalBytes).toBeLessThanOrEqual(totalmem());
  expect(availableBytes).toBeGreaterThan(0);
  expect(availableBytes).toBeLessThanOrEqual(totalBytes);
});

test('a process has what no file stands behind; one that is gone has nothing', async () => {
  expect(await anonymousBytes(process.pid)).toBeGreaterThan(1024 ** 2);
  expect(await anonymousBytes(2 ** 30)).toBe(0);
});

async function memoryOf(files: Readonly<Record<string, string>>) {
  return await readMemory({ platform: 'linux', read: async (file) => files[file] });
}
