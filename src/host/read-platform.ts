import { access, constants, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Platform } from '../core/machine/install-advice.ts';
import { parseOsRelease } from '../core/machine/parse-os-release.ts';

export interface PlatformSources {
  readonly system: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** In the order of os-release(5); the first one that is there counts. */
  readonly osReleaseFiles?: readonly string[];
}

/** What decides how programs are installed on this machine. */
export async function readPlatform({
  system,
  environment,
  osReleaseFiles = ['/etc/os-release', '/usr/lib/os-release'],
}: PlatformSources): Promise<Platform> {
  const texts = await Promise.all(osReleaseFiles.map(readIfThere));
  const osRelease = parseOsRelease(texts.find((text) => text !== undefined) ?? '');
  return { system, osRelease, hasHomebrew: await hasProgram('brew', environment) };
}

async function readIfThere(file: string): Promise<string | undefined> {
  // Systems other than Linux have no such file.
  return await readFile(file, 'utf8').catch(() => undefined);
}

async function hasProgram(
  name: string,
  { PATH = '' }: PlatformSources['environment'],
): Promise<boolean> {
  const looks = PATH.split(path.delimiter).map((folder) =>
    access(path.join(folder, name), constants.X_OK).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(looks)).includes(true);
}
