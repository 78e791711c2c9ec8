import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const file = path.resolve(import.meta.dirname, '../../scripts/interruptible.ts');

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends the child that is waited for, then what was begun is cleaned up',
  async (signal) => {
    const child = runWork(`
      const sleep = spawn('sleep', ['600']);
      process.stdout.write('begun\\n');
      try {
        await once(sleep, 'exit');
      } finally {
        process.stdout.write(\`cleaned up after \${sleep.signalCode}\\n\`);
      }
      signal.throwIfAborted();
      return 0;`);
    child.stdout.once('data', () => child.kill(signal));
    const { exitCode, stdout, stderr } = await child;
    expect(stdout).toBe('begun\ncleaned up after SIGINT');
    expect(stderr).toBe('Stopping and cleaning up');
    expect(exitCode).toBe(130);
  },
);

test('a child in a process group of its own is left to the work', async () => {
  const child = runWork(`
    const own = spawn('sleep', ['600'], { detached: true });
    const shared = spawn('sleep', ['600']);
    process.stdout.write('begun\\n');
    await once(shared, 'exit');
    const isUntouched = own.exitCode === null && own.signalCode === null;
    own.kill();
    await once(own, 'exit');
    process.stdout.write(\`\${isUntouched}\\n\`);
    return 0;`);
  child.stdout.once('data', () => child.kill('SIGINT'));
  expect((await child).stdout).toBe('begun\ntrue');
});

test('an error is one sentence on stderr and status 1', async () => {
  const { exitCode, stderr } = await runWork(`throw new Error('The disk is full');`);
  expect(stderr).toBe('The disk is full');
  expect(exitCode).toBe(1);
});

test('what the work gives back is the exit status', async () => {
  expect((await runWork('return 3;')).exitCode).toBe(3);
});

function runWork(body: string) {
  const program = `
    import { spawn } from 'node:child_process';
    import { once } from 'node:events';
    import { interruptible } from ${JSON.stringify(file)};
    process.exitCode = await interruptible(async (signal) => {${body}});`;
  const args = ['--input-type=module', '--eval', program];
  return execa(process.execPath, args, { reject: false });
}
