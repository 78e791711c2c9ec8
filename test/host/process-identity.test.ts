import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { identifyProcess, isAlive, type ProcessIdentity } from '../../src/host/process-identity.ts';
import { testUnless } from '../support/tier-gate.ts';

const linuxTest = testUnless(
  process.platform === 'linux' ? undefined : 'processes are told apart by /proc, which needs Linux',
);

linuxTest('a process is alive until it ends, whatever its name', async () => {
  const child = spawn(process.execPath, ['--title=a) Z 1 (b', '--eval', 'process.stdin.resume()']);
  const identity = await present(child.pid);
  expect(await isAlive(identity)).toBe(true);
  child.stdin.end();
  await once(child, 'exit');
  expect(await isAlive(identity)).toBe(false);
});

linuxTest('a process that has ended and that nobody waited for is not alive', async () => {
  // The shell becomes a program that never waits for the child that the shell had started.
  const script = 'exec 3<&0; sh -c "read line" <&3 & echo $!; exec sleep 60';
  const parent = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const identity = await present(Number(line));
    expect(await isAlive(identity)).toBe(true);
    // Before that the shell may still wait for it.
    const running = () => readFile(`/proc/${parent.pid}/comm`, 'utf8');
    await expect.poll(running, { timeout: 10_000 }).toBe('sleep\n');
    parent.stdin.end();
    await expect.poll(() => isAlive(identity), { timeout: 10_000 }).toBe(false);
    expect(await readFile(`/proc/${identity.pid}/stat`, 'utf8')).toMatch(/\) Z /);
  } finally {
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  }
});

linuxTest('a number that was given to another process is not taken for the first one', async () => {
  const identity = await present(process.pid);
  expect(await isAlive({ ...identity, startTime: '1' })).toBe(false);
  expect(await isAlive({ ...identity, bootId: crypto.randomUUID() })).toBe(false);
});

linuxTest('no process has a number that the system never gives', async () => {
  expect(await identifyProcess(2 ** 22 + 1)).toBeUndefined();
});

async function present(pid: number | undefined): Promise<ProcessIdentity> {
  const identity = await identifyProcess(pid ?? 0);
  if (identity === undefined) throw new Error('the process has ended already');
  return identity;
}
