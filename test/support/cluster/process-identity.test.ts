import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'vitest';
import { testUnless } from '../tier-gate.ts';
import { identifyProcess, isAlive } from './process-identity.ts';

const linuxTest = testUnless(
  process.platform === 'linux' ? undefined : 'processes are told apart by /proc, which needs Linux',
);

linuxTest('a process is alive until it ends', async () => {
  const child = spawn(process.execPath, ['--eval', 'process.stdin.resume()']);
  const identity = identifyProcess(child.pid ?? 0);
  expect(identity && isAlive(identity)).toBe(true);
  child.stdin.end();
  await once(child, 'exit');
  expect(identity && isAlive(identity)).toBe(false);
});

linuxTest('a number that another process was given later is not taken for the first', () => {
  const identity = identifyProcess(process.pid);
  expect(identity?.startTime).toMatch(/^\d+$/);
  expect(isAlive({ pid: process.pid, startTime: '1' })).toBe(false);
});
