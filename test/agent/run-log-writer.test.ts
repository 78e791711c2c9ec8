import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { openRunLog } from '../../src/agent/run-log-writer.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import { logNameOf } from '../../src/core/agent-protocol/engine-run.ts';
import { mountObstacle } from '../support/download/mount-obstacle.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';
import { testUnless } from '../support/tier-gate.ts';

const diskTest = testUnless(await mountObstacle());

test('a log that cannot be opened is said once, and its lines are lost', async () => {
  const folder = path.join(await temporaryFolder(), 'logs');
  await writeFile(folder, '');
  const { log, said } = open(folder);
  log.write('one');
  log.write('two');
  log.close();
  expect(said).toEqual(['lines of a log are lost']);
});

diskTest('a full disk loses lines, and those after it are written', async () => {
  const folder = await temporaryFolder();
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'llmkube-test', folder]);
  onTestFinished(async () => {
    await execa('umount', [folder]);
  });
  const { log, said } = open(folder);
  const filler = path.join(folder, 'filler');
  await expect(writeFile(filler, Buffer.alloc(1024 ** 2))).rejects.toThrow('ENOSPC');
  log.write('one');
  log.write('two');
  await writeFile(filler, '');
  log.write('three');
  log.close();
  expect(said).toEqual(['lines of a log are lost']);
  expect(await readFile(path.join(folder, logNameOf(log.run) ?? ''), 'utf8')).toBe('three\n');
});

function open(folder: string) {
  const said: string[] = [];
  const say = (message: string) => said.push(message);
  return { said, log: openRunLog(folder, { clock: systemClock, say }) };
}
