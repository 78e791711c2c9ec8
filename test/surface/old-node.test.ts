import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { execa, execaSync } from 'execa';
import { expect, test } from 'vitest';
import { testUnless } from '../support/tier-gate.ts';

const root = path.resolve(import.meta.dirname, '../..');
const program = path.join(root, 'bin/run.js');
const floor = readFloor();
const oldNode = findOldNode();

testUnless(oldNode ? undefined : `no Node older than ${floor.join('.')} is on the PATH`)(
  'on a Node below the floor the program says which it needs and exits 2',
  async () => {
    const { exitCode, stdout, stderr } = await execa(oldNode?.file ?? '', [program, '--version'], {
      reject: false,
    });
    expect(stderr).toBe(
      `llmkube needs Node ${floor.join('.')} or newer, this is ${oldNode?.version}`,
    );
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  },
);

test('the floor that the program checks is the one of package.json', () => {
  const [major, minor] = floor;
  const text = readFileSync(program, 'utf8');
  expect(text).toContain(`found[0] > ${major} || (found[0] === ${major} && found[1] >= ${minor})`);
  expect(text).toContain(`needs Node ${major}.${minor} or newer`);
});

/** `>=22.19` as numbers. */
function readFloor(): number[] {
  const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return String(engines.node).replace('>=', '').split('.').map(Number);
}

function findOldNode(): { file: string; version: string } | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders
    .map((folder) => path.join(folder, 'node'))
    .filter((file) => existsSync(file))
    .map((file) => ({ file, version: execaSync(file, ['--version']).stdout.replace('v', '') }))
    .find(({ version }) => isBelowFloor(version));
}

function isBelowFloor(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [floorMajor = 0, floorMinor = 0] = floor;
  return major < floorMajor || (major === floorMajor && minor < floorMinor);
}
