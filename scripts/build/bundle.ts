import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { nameCommonJsExports } from './name-commonjs-exports.ts';
import { writeOutNames } from './write-out-names.ts';

/** Bundled CommonJS packages call `require` for Node's own modules, which an ES module lacks. */
const REQUIRE_BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/**
 * Writes the minified, split bundle into the folder: `entry.js`, one file per command, shared chunks
 * named by their content, and `startup.json`, which lists the packages each of them loads at once.
 */
export async function bundle(root: string, folder: string): Promise<void> {
  const commands = await commandFiles(root);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/entry.ts', ...commands],
    outbase: 'src',
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    banner: { js: REQUIRE_BANNER },
    chunkNames: 'chunks/[name]-[hash]',
    legalComments: 'external',
    metafile: true,
    plugins: [nameCommonJsExports, writeOutNames],
    logLevel: 'warning',
    // React's and oclif's paths for their own development, and ink's for its devtools, stay out.
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  });
  await Promise.all(
    Object.keys(metafile.outputs).map((file) => leaveOutBanner(path.resolve(root, file))),
  );
  await writeFile(path.join(folder, 'startup.json'), JSON.stringify(startupPackages(metafile)));
  await gatherLegalComments(folder);
}

/** A command loads dozens of chunks, and in few of them anything is required. */
async function leaveOutBanner(file: string): Promise<void> {
  if (!file.endsWith('.js')) return;
  const text = await readFile(file, 'utf8');
  const rest = text.replace(REQUIRE_BANNER, '');
  if (!/\brequire\b/.test(rest)) await writeFile(file, rest);
}

/** esbuild writes the licences' comments beside each chunk; users get them in one file. */
async function gatherLegalComments(folder: string): Promise<void> {
  const files = (await readdir(folder, { recursive: true })).filter((f) =>
    f.endsWith('.LEGAL.txt'),
  );
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  await Promise.all(files.map((file) => rm(path.join(folder, file))));
  await writeFile(path.join(folder, 'LEGAL.txt'), [...new Set(texts)].sort().join('\n'));
}

async function commandFiles(root: string): Promise<string[]> {
  const folder = path.join(root, 'src/commands');
  const files = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return files
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => `src/commands/${file}`);
}

/** For `entry` and each command: the packages in it and in the chunks it imports statically. */
function startupPackages({ outputs }: Metafile): Record<string, string[]> {
  const entries = Object.entries(outputs).filter(([, output]) => output.entryPoint !== undefined);
  return Object.fromEntries(
    entries
      .filter(([, { entryPoint }]) => /^src\/(entry|commands\/.*)\.ts$/.test(entryPoint ?? ''))
      .map(([file, { entryPoint }]) => [entryPoint, packagesBehind(file, outputs)]),
  );
}

function packagesBehind(start: string, outputs: Metafile['outputs']): string[] {
  const seen = new Set([start]);
  const packages = new Set<string>();
  for (const file of seen) {
    const output = outputs[file];
    for (const input of Object.keys(output?.inputs ?? {})) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
      if (name !== undefined) packages.add(name);
    }
    for (const { kind, path: next, external } of output?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) seen.add(next);
    }
  }
  return [...packages].sort();
}
