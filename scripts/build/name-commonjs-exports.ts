import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { OnResolveArgs, Plugin, PluginBuild } from 'esbuild';

const NAMESPACE = 'commonjs-with-names';

/**
 * Gives `import()` of a CommonJS package the named exports that Node gives it. esbuild leaves such
 * a package with a default export only, so code that runs from source would break in the bundle.
 */
export const nameCommonJsExports: Plugin = {
  name: 'name-commonjs-exports',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, (found) => resolveLatePackage(build, found));
    build.onLoad({ filter: /./, namespace: NAMESPACE }, async ({ path }) => ({
      contents: await shim(path),
      resolveDir: process.cwd(),
    }));
  },
};

async function resolveLatePackage(build: PluginBuild, found: OnResolveArgs) {
  if (found.kind !== 'dynamic-import' || found.path.startsWith('node:')) return undefined;
  // A static import of the same name resolves without coming back to this function.
  const { importer, resolveDir } = found;
  const resolved = await build.resolve(found.path, {
    kind: 'import-statement',
    importer,
    resolveDir,
  });
  const isShimmed = !resolved.external && (await isCommonJs(resolved.path));
  return isShimmed ? { path: resolved.path, namespace: NAMESPACE } : undefined;
}

async function isCommonJs(file: string): Promise<boolean> {
  if (/\.[cm]js$/.test(file)) return file.endsWith('.cjs');
  const packageFile = findPackageJSON(pathToFileURL(file));
  if (packageFile === undefined) return true;
  return JSON.parse(await readFile(packageFile, 'utf8')).type !== 'module';
}

/** A module that imports the package as a whole and exports each of its names. */
async function shim(file: string): Promise<string> {
  const names = Object.keys(await import(pathToFileURL(file).href)).filter(
    (name) => name !== 'default' && /^[A-Za-z_$][\w$]*$/.test(name),
  );
  const source = JSON.stringify(file);
  return `import whole from ${source};\nexport default whole;\nexport const { ${names.join(', ')} } = whole;\n`;
}
