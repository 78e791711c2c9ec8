import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/**
 * Adds `oclif.manifest.json` and the help pages to a fresh bundle. A child process loads the
 * commands, once per look, because colour is decided when oclif loads.
 */
export async function writeManifestAndHelp(root: string, folder: string): Promise<void> {
  const script = path.join(root, 'scripts/build/describe-commands.ts');
  await mkdir(path.join(folder, 'help'), { recursive: true });
  const looks = [
    { extension: 'txt', env: { FORCE_COLOR: '0', NO_COLOR: '1' } },
    { extension: 'ansi', env: { FORCE_COLOR: '1', NO_COLOR: undefined } },
  ];
  const described = await Promise.all(
    looks.map(async ({ extension, env }) => {
      const { stdout } = await execa({ env })`${process.execPath} ${script} ${folder}`;
      return { extension, ...(JSON.parse(stdout) as Description) };
    }),
  );
  for (const { extension, manifest, pages } of described) {
    await writeFile(path.join(folder, 'oclif.manifest.json'), JSON.stringify(manifest));
    for (const [topic, text] of Object.entries(pages)) {
      await writeFile(path.join(folder, 'help', `${topic}.${extension}`), text);
    }
  }
}

/** What the child process prints: oclif's manifest, and a page of help by `llmkube TOPIC`. */
export interface Description {
  readonly manifest: object;
  readonly pages: Readonly<Record<string, string>>;
}
