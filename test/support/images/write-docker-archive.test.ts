import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { list, type ReadEntry } from 'tar';
import { expect, onTestFinished, test } from 'vitest';
import { readDockerArchive } from './read-docker-archive.ts';
import { writeDockerArchive } from './write-docker-archive.ts';

test('the archive names the image, its platform and its entry point', async () => {
  const { image } = await exampleImage();
  const digests = await writeDockerArchive({ ...image, architecture: 'arm64' });
  const { name, config, layers } = await readDockerArchive(image.out);
  expect(name).toBe('docker.io/library/example:test');
  expect(JSON.parse(config.toString())).toMatchObject({
    architecture: 'arm64',
    os: 'linux',
    config: { User: '10001:10001', Entrypoint: ['/bin/tool'], Env: ['PATH=/bin'] },
    rootfs: { diff_ids: [`sha256:${digests.layer}`] },
  });
  expect(sha256(config)).toBe(digests.image);
  expect(layers.map(sha256)).toEqual([digests.layer]);
  expect(sha256(await readFile(image.out))).toBe(digests.archive);
});

test('the same folder gives the same digests whatever its times', async () => {
  const { folder, image } = await exampleImage();
  const first = await writeDockerArchive(image);
  await utimes(join(folder, 'root/bin/tool'), 1_000_000, 2_000_000);
  const second = await writeDockerArchive({ ...image, out: join(folder, 'second.tar') });
  expect(second).toEqual(first);
  await writeFile(join(folder, 'root/bin/tool'), 'other');
  const third = await writeDockerArchive(image);
  expect(third.layer).not.toBe(first.layer);
  expect(third.archive).not.toBe(first.archive);
});

test('permissions, links and long names survive, owned by root', async () => {
  const { folder, image } = await exampleImage();
  await writeDockerArchive(image);
  const { layers } = await readDockerArchive(image.out);
  const layerFile = join(folder, 'layer.tar');
  await writeFile(layerFile, layers[0] ?? '');
  const entries = await entriesOf(layerFile);
  expect(entries.map(({ path }) => path)).toEqual([
    'bin/',
    `bin/${longName}`,
    'bin/tool',
    'sbin',
    'sh',
    'tmp/',
  ]);
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  expect(byPath.get('tmp/')?.mode).toBe(0o1777);
  expect(byPath.get('bin/tool')?.mode).toBe(0o755);
  expect(byPath.get('sh')?.linkpath).toBe('bin/tool');
  expect(entries.every(({ uid, gid }) => uid === 0 && gid === 0)).toBe(true);
});

const longName = 'n'.repeat(180);

async function exampleImage() {
  const folder = await mkdtemp(join(tmpdir(), 'write-docker-archive-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const root = join(folder, 'root');
  await mkdir(join(root, 'bin'), { recursive: true });
  await mkdir(join(root, 'tmp'));
  await chmod(join(root, 'tmp'), 0o1777);
  await writeFile(join(root, 'bin/tool'), 'x'.repeat(100_000));
  await chmod(join(root, 'bin/tool'), 0o755);
  await writeFile(join(root, 'bin', longName), 'long');
  await symlink('bin/tool', join(root, 'sh'));
  await symlink('bin', join(root, 'sbin'));
  const image = {
    root,
    name: 'docker.io/library/example:test',
    entrypoint: ['/bin/tool'],
    user: '10001:10001',
    env: { PATH: '/bin' },
    out: join(folder, 'example.tar'),
  };
  return { folder, image };
}

async function entriesOf(file: string): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  await list({ file, onReadEntry: (entry) => entries.push(entry) });
  return entries;
}

function sha256(bytes: Buffer | undefined): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
}
