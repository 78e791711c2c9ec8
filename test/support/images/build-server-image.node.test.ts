import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { buildServerImage } from './build-server-image.ts';
import { engineOnThisMachine } from './engine-on-this-machine.ts';
import { readDockerArchive } from './read-docker-archive.ts';

test('the image records the version and the digest of every package', async () => {
  const image = await buildServerImage();
  const packages = Object.keys(image.versions);
  expect(packages).toEqual(
    expect.arrayContaining(['llama.cpp-tools', 'libggml0', 'curl', 'libc6']),
  );
  expect(Object.keys(image.digests.packages).sort()).toEqual(packages.sort());
  expect(sha256(await readFile(image.archive))).toBe(image.digests.archive);
});

test('the archive runs llama-server as an unprivileged user by default', async () => {
  const image = await buildServerImage();
  const { name, config, layers } = await readDockerArchive(image.archive);
  expect(name).toBe(image.name);
  expect(JSON.parse(config.toString()).config).toMatchObject({
    Entrypoint: ['/usr/bin/llama-server'],
    User: '10001:10001',
  });
  expect(layers.map(sha256)).toEqual([image.digests.layer]);
});

test('the engine starts on this machine and says the recorded version', async () => {
  const image = await buildServerImage();
  const engine = await engineOnThisMachine('llama-server');
  const { all } = await execa(engine.file, [...engine.args, '--version'], {
    cwd: engine.cwd,
    all: true,
  });
  expect(all).toContain(`version: ${image.engineVersion} `);
});

test('an image that is there does when the Debian mirror cannot be reached', async () => {
  const image = await buildServerImage();
  const folder = await mkdtemp(join(tmpdir(), 'server-image-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const key = basename(dirname(image.archive));
  await mkdir(join(folder, 'server-image', key), { recursive: true });
  await cp(
    join(dirname(image.archive), 'image.json'),
    join(folder, 'server-image', key, 'image.json'),
  );
  const current = { key, recipe: 'of an older checkout', checkedAt: '2020-01-01T00:00:00.000Z' };
  await writeFile(join(folder, 'server-image/current.json'), JSON.stringify(current));
  const noProxy = 'http://127.0.0.1:1';
  await writeFile(
    join(folder, 'apt.conf'),
    `Acquire::Retries::Delay "false"; Acquire::http::Proxy "${noProxy}"; Acquire::https::Proxy "${noProxy}";`,
  );
  setEnvironment({ LLMKUBE_TEST_CACHE: folder, APT_CONFIG: join(folder, 'apt.conf') });
  expect((await buildServerImage()).digests).toEqual(image.digests);
});

function setEnvironment(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name];
    process.env[name] = value;
    onTestFinished(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
