import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { BinaryRecipe } from './binary-recipes.ts';
import { cacheFolder } from './cache-folder.ts';
import { ensurePackages } from './ensure-packages.ts';
import { withExclusiveLock } from './exclusive-lock.ts';

/**
 * The folder with a recipe's binaries. They are built once for the same sources, module
 * versions, Go version and flags; processes that want the same at once wait for one build.
 * People see on stderr what is being built and for how long.
 */
export async function buildBinaries(recipe: BinaryRecipe): Promise<string> {
  const hash = await contentHash(recipe);
  const folder = join(cacheFolder(), 'binaries', `${recipe.name}-${hash}`);
  if (existsSync(folder)) return folder;
  await withExclusiveLock(
    `build${cacheFolder()}`,
    async () => {
      if (!existsSync(folder)) await build(recipe, folder);
    },
    () => process.stderr.write(`Waiting for another process that builds into the cache\n`),
  );
  return folder;
}

async function contentHash(recipe: BinaryRecipe): Promise<string> {
  const hash = createHash('sha256');
  const goVersion = await execa('go', ['version']);
  hash.update(JSON.stringify([goVersion.stdout, recipe.builds, recipe.environment]));
  for (const [name, file] of Object.entries(recipe.sources)) {
    hash.update(`\0${name}\0`);
    hash.update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

async function build(recipe: BinaryRecipe, folder: string): Promise<void> {
  await ensurePackages(recipe.packages);
  const unfinished = `${folder}.unfinished`;
  // The lock is held, so what lies here is from a build that was killed.
  await rm(unfinished, { recursive: true, force: true });
  const sources = await copySources(recipe, join(unfinished, 'sources'));
  const out = join(unfinished, 'out');
  await withProgress(recipe, async () => {
    for (const args of recipe.builds) await goBuild({ recipe, args, sources, out });
  });
  await rename(out, folder);
  await rm(unfinished, { recursive: true, force: true });
}

async function copySources(recipe: BinaryRecipe, into: string): Promise<string> {
  for (const [name, file] of Object.entries(recipe.sources)) {
    const copy = join(into, name);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(file, copy);
  }
  return into;
}

interface GoBuild {
  recipe: BinaryRecipe;
  args: readonly string[];
  sources: string;
  out: string;
}

async function goBuild({ recipe, args, sources, out }: GoBuild): Promise<void> {
  const withOut = args.map((argument) => argument.replace(/^OUT/, out));
  await execa('go', ['build', ...withOut], { cwd: sources, env: recipe.environment });
}

async function withProgress(recipe: BinaryRecipe, work: () => Promise<void>): Promise<void> {
  const begun = Date.now();
  const elapsed = () => `${Math.round((Date.now() - begun) / 1000)} s`;
  process.stderr.write(`Building ${recipe.name} from Go modules, ${recipe.expectation}\n`);
  const ticker = setInterval(() => {
    process.stderr.write(`Still building ${recipe.name}, ${elapsed()}\n`);
  }, 10_000);
  try {
    await work();
  } finally {
    clearInterval(ticker);
  }
  process.stderr.write(`Built ${recipe.name} in ${elapsed()}\n`);
}
