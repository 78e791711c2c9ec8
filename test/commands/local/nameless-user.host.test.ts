import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';
import { mountObstacle } from '../../support/download/mount-obstacle.ts';
import { openLocalMachine } from '../../support/local-machine.ts';
import { cliEnvironment, programFile } from '../../support/run-cli.ts';
import { testUnless } from '../../support/tier-gate.ts';

const mountTest = testUnless(await mountObstacle());

// As `docker run --user` and some clusters start a container.
mountTest(
  'a user whom the machine has no entry for deploys, and is told by its number',
  async () => {
    const machine = await openLocalMachine();
    onTestFinished(() => machine.close());
    const [accounts, lookUp] = [join(machine.home, 'passwd'), join(machine.home, 'nsswitch')];
    await writeFile(accounts, 'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n');
    await writeFile(lookUp, 'passwd: files\n');
    const env = await cliEnvironment({ env: machine.env });
    const nameless = async (...words: readonly string[]) => {
      const script =
        'mount --bind "$0" /etc/passwd && mount --bind "$1" /etc/nsswitch.conf && shift && exec "$@"';
      const within = ['--mount', 'sh', '-c', script, accounts, lookUp, ...words];
      return await execa('unshare', within, { env, extendEnv: false, reject: false });
    };
    // Without this the rest would show nothing.
    expect((await nameless(process.execPath, '--eval', 'os.userInfo()')).stderr).toContain(
      'ENOENT',
    );

    const program = [process.execPath, programFile];
    const local = (...words: readonly string[]) => nameless(...program, ...words, '--local');
    expect(await local('deploy', machine.model)).toMatchObject({ exitCode: 0 });
    expect((await local('status', 'tiny')).stdout).toMatch(/changed .* by uid-0@/);
    expect(await local('chat', 'tiny', 'Hi', '--once')).toMatchObject({ exitCode: 0 });

    const list = await nameless('env', '--unset=HOME', ...program, 'list', '--local');
    expect(list.stderr).toContain('this user has no home folder');
    expect(list.exitCode).toBe(8);
  },
);
