import path from 'node:path';
import { execa } from 'execa';
import { publishedSchema } from '../../src/core/spec/published-schema.ts';
import { runtimes } from '../../src/runtimes/runtimes.ts';
import { commandsPage } from './commands-page.ts';
import { environmentPage } from './environment-page.ts';
import { errorsPage } from './errors-page.ts';
import { readManifest } from './manifest.ts';
import { marksPage } from './marks-page.ts';
import { outputPage } from './output-page.ts';
import { permissionsPage } from './permissions-page.ts';
import { requestsPage } from './requests-page.ts';
import { runtimePage } from './runtime-page.ts';
import { schemaFiles } from './schema-files.ts';

/**
 * Every file of `docs/reference` by its name, made from the code and the built program. The same
 * tree gives the same bytes.
 */
export async function referencePages(root: string): Promise<Readonly<Record<string, string>>> {
  const pages = {
    'commands.md': commandsPage(readManifest(root)),
    'environment.md': environmentPage(),
    'errors.md': errorsPage(),
    'marks.md': marksPage(),
    'output.md': outputPage(root),
    'permissions.md': permissionsPage(),
    'requests.md': requestsPage(),
    ...Object.fromEntries(runtimes.map((one) => [`runtimes/${one.name}.md`, runtimePage(one)])),
    // The form of the documents that `apply` reads, for editors.
    'schemas/spec.json': JSON.stringify(publishedSchema(runtimes), undefined, 2),
    ...schemaPages(root),
  };
  const formatted = await Promise.all(
    Object.entries(pages).map(async ([name, text]) => [name, await format(root, name, text)]),
  );
  return Object.fromEntries(formatted);
}

function schemaPages(root: string): Readonly<Record<string, string>> {
  const files = Object.entries(schemaFiles(root));
  return Object.fromEntries(
    files.map(([name, schema]) => [`schemas/${name}`, JSON.stringify(schema, undefined, 2)]),
  );
}

/** In the formatter's own style, so that the gate finds nothing to change. */
async function format(root: string, name: string, text: string): Promise<string> {
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const words = [biome, 'format', `--stdin-file-path=docs/reference/${name}`];
  const { stdout } = await execa(process.execPath, words, { cwd: root, input: text });
  return `${stdout}\n`;
}
