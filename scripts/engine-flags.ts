import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { runtimeNamed } from '../src/runtimes/runtimes.ts';
import {
  type EngineFlags,
  flagsFile,
  pinnedVersion,
  readEngines,
} from '../test/support/engine-flags/engine-flags.ts';
import { downloadWheel } from './engine-flags/download-wheel.ts';
import { firstVersions } from './engine-flags/first-versions.ts';
import { findPip } from './models/find-pip.ts';

// npm run engine-flags: reads the flags of vLLM and SGLang out of the packages of the versions that
// src/runtimes pins, and writes them to test/support/engine-flags, which a test holds the tables
// against. To be run when such a version changes; wants Python 3.9, and downloads ten gigabytes in
// some minutes, for the versions before it that have a flag already. Nothing of the packages is
// installed or runs.
const root = path.resolve(import.meta.dirname, '..');

const work = await mkdtemp(path.join(tmpdir(), 'engine-flags-'));
try {
  const pip = await findPip(work);
  for (const name of readEngines) await write(name, pip);
} finally {
  await rm(work, { recursive: true });
}

async function write(name: string, pip: Awaited<ReturnType<typeof findPip>>): Promise<void> {
  const version = pinnedVersion(runtimeNamed(name).images);
  const folder = path.join(work, name);
  const wheel = await downloadWheel(pip, `${name}==${version}`, folder);
  const sha256 = createHash('sha256')
    .update(await readFile(wheel))
    .digest('hex');
  const reader = path.join(root, 'scripts/engine-flags/read_flags.py');
  // It leaves no folders beside the source.
  const { stdout } = await execa('python3', ['-B', reader, name, wheel]);
  const flags = JSON.parse(stdout) as EngineFlags['flags'];
  const told = { package: name, version, wheel: { file: path.basename(wheel), sha256 }, flags };
  const found: EngineFlags = { ...told, ...(await firstVersions(told, pip, work)) };
  await writeFile(flagsFile(name), JSON.stringify(found));
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  await execa(process.execPath, [biome, 'format', '--write', flagsFile(name)], { cwd: root });
  process.stdout.write(`${name} ${version}: ${flags.length} flags\n`);
}
