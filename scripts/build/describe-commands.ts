import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Config, Help, Plugin, settings } from '@oclif/core';
import { PAGE_COLUMNS, VERSION_MARK } from '../../src/cli/help-page.ts';
import type { Description } from './write-manifest-and-help.ts';

// Prints the commands of a bundle as one JSON document: oclif's manifest and every page of help.
settings.enableAutoTranspile = false;
const folder = process.argv[2] ?? 'dist';
const packageFile = path.resolve(import.meta.dirname, '../../package.json');
const pjson = JSON.parse(await readFile(packageFile, 'utf8'));
const load = (): Promise<Config> =>
  Config.load({ root: folder, pjson, devPlugins: false, userPlugins: false, jitPlugins: false });

const config = await load();
const topics = [...config.commandIDs, ...config.topics.map(({ name }) => name)];
const pages: Record<string, string> = { [config.bin]: await page([]) };
for (const topic of topics) {
  const words = topic.split(':');
  pages[[config.bin, ...words].join(' ')] = await page(words);
}
const description: Description = { manifest: await manifest(), pages };
process.stdout.write(JSON.stringify(description));

async function manifest(): Promise<object> {
  const plugin = new Plugin({ root: folder, pjson, isRoot: true, errorOnManifestCreate: true });
  await plugin.load();
  return plugin.manifest;
}

async function page(words: string[]): Promise<string> {
  // Rendering renames commands inside the config, so each page gets a config of its own.
  const fresh = await load();
  fresh.userAgent = VERSION_MARK;
  const lines: string[] = [];
  const help = new (class extends Help {
    protected override log(...texts: string[]): void {
      lines.push(texts.join(' '));
    }
  })(fresh, { maxWidth: PAGE_COLUMNS });
  await help.showHelp([...words, '--help']);
  return `${lines.join('\n')}\n`;
}
