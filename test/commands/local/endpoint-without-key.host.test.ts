import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';
import { mountObstacle } from '../../support/download/mount-obstacle.ts';
import { openLocalMachine } from '../../support/local-machine.ts';
import { cliEnvironment, programFile } from '../../support/run-cli.ts';
import { testUnless } from '../../support/tier-gate.ts';

const mountTest = testUnless(await mountObstacle());

mountTest(
  'who is alone on a machine is asked for no key, gets none, and still asks when others come',
  async () => {
    const machine = await openLocalMachine();
    onTestFinished(() => machine.close());
    const { model } = machine;
    const accounts = join(machine.home, 'passwd');
    const homes = join(machine.home, 'home');
    await mkdir(homes);
    await writeFile(accounts, 'root:x:0:0:root:/root:/bin/sh\n');
    const env = await cliEnvironment({ env: machine.env });
    // The program, and the agent that it starts, where the machine has these accounts only.
    const printed: string[] = [];
    const alone = async (...words: readonly string[]) => {
      const script =
        'mount --bind "$0" /etc/passwd && mount --bind "$1" /home && shift && exec "$@"';
      const program = [process.execPath, programFile, ...words, '--local', '-o', 'json'];
      const within = ['--mount', 'sh', '-c', script, accounts, homes, ...program];
      const { stdout, stderr } = await execa('unshare', within, { env, extendEnv: false });
      printed.push(stdout + stderr);
      return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    };
    const { endpoint, proof } = await alone('deploy', model);
    expect(proof).toMatchObject({ state: 'proven' });
    expect(endpoint.curl).not.toContain('Authorization');
    expect(await readdir(machine.state)).not.toContain('api-key');
    const body = '{"prompt":"hi","max_tokens":1}';
    const url = `${endpoint.url}/completions`;
    for (const headers of [{}, { authorization: 'Bearer whatever' }]) {
      const answer = await fetch(url, { method: 'POST', headers, body });
      expect(answer.status).toBe(200);
    }
    const chat = ['chat', 'tiny', 'Hi', '--once'];
    expect(await alone(...chat)).toMatchObject({ model: 'tiny' });
    await writeFile(accounts, 'ann:x:1000:1000::/home/ann:/bin/sh\n');
    expect(await alone(...chat)).toMatchObject({ model: 'tiny' });
    expect(await alone('list')).toMatchObject({ releases: [{ release: 'tiny' }] });
    const notice = 'without a key: `llmkube metal stop` and the next deploy';
    expect(printed.at(-1)).toContain(notice);
    await alone('deploy', model);
    expect(printed.at(-1)).toContain(notice);
    expect(await machine.run(['metal', 'stop'])).toMatchObject({ exitCode: 0 });
    expect((await alone('deploy', model)).endpoint.curl).toContain('Authorization');
    expect(await alone(...chat)).toMatchObject({ model: 'tiny' });
  },
);
