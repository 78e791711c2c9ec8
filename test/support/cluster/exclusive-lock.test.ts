import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { testUnless } from '../tier-gate.ts';
import { withExclusiveLock } from './exclusive-lock.ts';

const linuxTest = testUnless(
  process.platform === 'linux' ? undefined : 'the lock is an abstract socket, which needs Linux',
);

linuxTest('work under one name never overlaps', async () => {
  const name = randomUUID();
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => withExclusiveLock(name, work)));
  expect(most).toBe(1);
});

linuxTest('the lock is free again when its holder is killed, and waiting was told', async () => {
  const name = randomUUID();
  const module = JSON.stringify(join(import.meta.dirname, 'exclusive-lock.ts'));
  const program = `const { withExclusiveLock } = await import(${module});
    await withExclusiveLock('${name}', () => new Promise(() => console.log('held')));`;
  const args = ['--input-type=module', '--eval', program];
  const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  const told: string[] = [];
  const work = async () => told.push('working');
  const waiting = withExclusiveLock(name, work, () => {
    told.push('waiting');
    holder.kill('SIGKILL');
  });
  await waiting;
  expect(told).toEqual(['waiting', 'working']);
});

linuxTest('what the work throws is thrown, and the lock is free again', async () => {
  const name = randomUUID();
  const fail = async () => {
    throw new Error('broken');
  };
  await expect(withExclusiveLock(name, fail)).rejects.toThrow('broken');
  await expect(withExclusiveLock(name, async () => 'free')).resolves.toBe('free');
});
