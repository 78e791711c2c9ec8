import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDebianArchive } from '../../../scripts/engine/debian-packages.ts';
import { serveFolder } from '../../support/models/serve-folder.ts';

test('an archive without the signature of Debian is refused, however lax the machine is', async () => {
  const folder = await temporaryFolder();
  await writeUnsignedArchive(join(folder, 'mirror'));
  const mirror = await serveFolder({ folder: join(folder, 'mirror'), address: '127.0.0.1' });
  onTestFinished(() => mirror.close());
  await makeMachineUse(mirror.url, folder);
  await expect(openDebianArchive(join(folder, 'apt'))).rejects.toThrow(/not signed/);
  expect(mirror.requests.map(({ path }) => path)).toContain('/dists/sid/InRelease');
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'debian-packages-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function writeUnsignedArchive(folder: string): Promise<void> {
  const binary = `main/binary-${process.arch === 'arm64' ? 'arm64' : 'amd64'}`;
  const suite = join(folder, 'dists/sid');
  const packages =
    'Package: curl\nVersion: 1\nArchitecture: all\nFilename: pool/curl.deb\nSize: 1\n';
  const sha256 = createHash('sha256').update(packages).digest('hex');
  await mkdir(join(suite, binary), { recursive: true });
  await writeFile(join(suite, binary, 'Packages'), packages);
  await writeFile(
    join(suite, 'Release'),
    `Origin: Debian\nSuite: unstable\nCodename: sid\nComponents: main\nSHA256:\n ${sha256} ${packages.length} ${binary}/Packages\n`,
  );
}

// apt reads the file named by APT_CONFIG first; what it allows there is what a lax machine allows.
async function makeMachineUse(mirror: string, folder: string): Promise<void> {
  const sources = join(folder, 'machine.list');
  await writeFile(sources, `deb [trusted=yes] ${mirror} stable main\n`);
  const lax = {
    'Acquire::AllowInsecureRepositories': 'true',
    'APT::Get::AllowUnauthenticated': 'true',
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '/dev/null',
  };
  const lines = Object.entries(lax).map(([name, value]) => `${name} "${value}";`);
  await writeFile(join(folder, 'apt.conf'), lines.join('\n'));
  const before = process.env.APT_CONFIG;
  process.env.APT_CONFIG = join(folder, 'apt.conf');
  onTestFinished(() => {
    if (before === undefined) delete process.env.APT_CONFIG;
    else process.env.APT_CONFIG = before;
  });
}
