import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const passing =
  "import { expect, test } from 'vitest';\ntest('adds', () => expect(1 + 1).toBe(2));\n";
const failing = passing.replace('toBe(2)', 'toBe(3)');
const everyTier = {
  'test/a.test.ts': passing,
  'test/surface/b.test.ts': passing,
  'test/e.host.test.ts': passing,
  'test/c.cluster.test.ts': passing,
  'test/d.node.test.ts': passing,
};

test('five passing tiers give seconds per tier, the sum as last line and exit 0', async () => {
  const { stdout, exitCode } = await npmTest(everyTier);
  expect(stdout).toMatch(/pure +\d+\.\d s +1 passed, 0 failed, 0 skipped/);
  expect(stdout).toMatch(/node +\d+\.\d s +1 passed, 0 failed, 0 skipped/);
  expect(lastLine(stdout)).toBe('5 passed, 0 failed, 0 skipped');
  expect(exitCode).toBe(0);
});

test('a failing test and a file that cannot be imported are counted and exit 1', async () => {
  const broken = "import './missing.ts';\n";
  const files = { 'test/a.test.ts': failing, 'test/b.test.ts': passing, 'test/c.test.ts': broken };
  const { stdout, exitCode } = await npmTest(files, ['pure']);
  expect(lastLine(stdout)).toBe('1 passed, 2 failed, 0 skipped');
  const end = stdout.slice(stdout.indexOf('FAILED:'));
  expect(end).toContain('FAILED: test/a.test.ts › adds › AssertionError: expected 2 to be 3');
  expect(end).toMatch(/FAILED: test\/c\.test\.ts › .*missing\.ts/);
  expect(exitCode).toBe(1);
});

test('a tier without tests and a filter that matches none are failures', async () => {
  const { stdout, exitCode } = await npmTest({ 'test/a.test.ts': passing });
  expect(stdout).toContain('FAILED: the surface tier has no tests');
  expect(lastLine(stdout)).toBe('1 passed, 4 failed, 0 skipped');
  expect(exitCode).toBe(1);
  const none = await npmTest({ 'test/a.test.ts': passing }, ['nothing-like-it']);
  expect(lastLine(none.stdout)).toBe('0 passed, 1 failed, 0 skipped');
  expect(none.exitCode).toBe(1);
});

test('a tier or a part of a file name selects', async () => {
  const { stdout } = await npmTest({ ...everyTier, 'test/f.test.ts': passing }, ['pure', '/f.']);
  expect(lastLine(stdout)).toBe('1 passed, 0 failed, 0 skipped');
});

test('what the machine cannot run is skipped aloud, and fails where CI=true', async () => {
  const obstacle = "export const clusterObstacle = async () => 'Go is missing';\n";
  const files = { ...everyTier, 'test/support/cluster/cluster-obstacle.ts': obstacle };
  const local = await npmTest(files, ['pure', 'cluster']);
  expect(local.stdout).toContain('SKIPPED: the cluster tier, because Go is missing');
  expect(lastLine(local.stdout)).toBe('1 passed, 0 failed, 1 skipped');
  expect(local.exitCode).toBe(0);
  const ci = await npmTest(files, ['pure', 'cluster'], { CI: 'true' });
  expect(lastLine(ci.stdout)).toBe('1 passed, 1 failed, 1 skipped');
  expect(ci.exitCode).toBe(1);
});

test('a gated test is skipped aloud, and fails where CI=true', async () => {
  const gated =
    "import { testUnless } from './support/tier-gate.ts';\ntestUnless('qemu is missing')('runs', () => {});\n";
  const files = { 'test/a.test.ts': gated };
  const local = await npmTest(files, ['pure']);
  expect(local.stderr).toContain('SKIPPED: qemu is missing');
  expect(lastLine(local.stdout)).toBe('0 passed, 0 failed, 1 skipped');
  const ci = await npmTest(files, ['pure'], { CI: 'true' });
  expect(ci.stdout + ci.stderr).toContain('this test cannot run here: qemu is missing');
  expect(lastLine(ci.stdout)).toBe('0 passed, 1 failed, 0 skipped');
});

test('a process that outlives its tier is killed, named and a failure', async () => {
  const leaving = `import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
test('leaves', async () => {
  const script = "require('node:child_process').spawn('sleep', ['62'], {detached: true, stdio: 'ignore'}).unref()";
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
});
`;
  const { stdout, exitCode } = await npmTest({ 'test/a.test.ts': leaving }, ['pure']);
  expect(stdout).toMatch(/FAILED: pure: a process was left running: \d+ sleep 62/);
  expect(lastLine(stdout)).toBe('1 passed, 1 failed, 0 skipped');
  expect(exitCode).toBe(1);
});

test('a file that leaves a socket open fails', async () => {
  const leaving = `import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'vitest';
test('listens', async () => {
  const server = createServer().listen(0).unref();
  await once(server, 'listening');
});
`;
  const { stdout, stderr } = await npmTest({ 'test/a.test.ts': leaving }, ['pure']);
  expect(stdout + stderr).toContain('open socket: tcp');
  expect(lastLine(stdout)).toBe('1 passed, 1 failed, 0 skipped');
});

test('a shared cluster is set up around its tier, and a socket it leaves is a failure', async () => {
  const setup = `import { once } from 'node:events';
import { createServer } from 'node:net';
const server = createServer().unref();
export async function setup() {
  process.stdout.write('cluster up');
  await once(server.listen(0), 'listening');
}
export async function teardown() {
  process.stdout.write('cluster down');
  if (process.env.LEAVE === undefined) server.close();
}
`;
  const files = { ...everyTier, 'test/support/cluster/shared-cluster.ts': setup };
  const clean = await npmTest(files, ['cluster']);
  expect(clean.stdout).toMatch(/cluster up[\s\S]*cluster down/);
  expect(lastLine(clean.stdout)).toBe('1 passed, 0 failed, 0 skipped');
  const { stdout, stderr, exitCode } = await npmTest(files, ['cluster'], { LEAVE: '1' });
  expect(stdout + stderr).toContain('the runner left sockets open: tcp');
  expect(lastLine(stdout)).toBe('1 passed, 1 failed, 0 skipped');
  expect(exitCode).toBe(1);
});

/** Runs `npm test` in a copy of the workshop that has these tests and no others. */
async function npmTest(
  files: Readonly<Record<string, string>>,
  words: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) {
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-runner-'));
  try {
    await copyWorkshop(folder);
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    return await execa(process.execPath, ['scripts/test.ts', ...words], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NO_COLOR: '1',
        LLMKUBE_TEST_GRACE_MS: '300',
        ...env,
      },
      extendEnv: false,
      reject: false,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyWorkshop(folder: string): Promise<void> {
  const support = [
    'tier-gate.ts',
    'assert-nothing-left.ts',
    'open-resources.ts',
    'runner-leaves-nothing.ts',
  ];
  const names = [
    ...['bin', 'dist', 'src', 'scripts', 'package.json', 'package-lock.json', 'vitest.config.ts'],
    ...support.map((file) => `test/support/${file}`),
  ];
  for (const name of names) {
    await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
}

function lastLine(text: string): string | undefined {
  return text.trimEnd().split('\n').at(-1);
}
