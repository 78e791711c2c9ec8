import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { CatalogEntry } from '../core/catalog/catalog-entry.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Every model that has a name here: those of the user's own file, which go first, and those that
 * llmkube knows.
 */
export async function readCatalog(
  environment: Environment = process.env,
  home: string = homedir(),
): Promise<readonly CatalogEntry[]> {
  const { LLMKUBE_CATALOG, XDG_CONFIG_HOME } = environment;
  const config = XDG_CONFIG_HOME?.startsWith('/') ? XDG_CONFIG_HOME : path.join(home, '.config');
  const file = LLMKUBE_CATALOG || path.join(config, 'llmkube', 'catalog.yaml');
  const text = await readText(file, LLMKUBE_CATALOG !== undefined && LLMKUBE_CATALOG !== '');
  // Large, and most commands need none of it.
  const { catalog } = await import('../core/catalog/catalog.ts');
  return text === undefined ? catalog : [...(await parse(text, file)), ...catalog];
}

async function readText(file: string, isNamed: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // Most people have none. One that was named must be there.
    const isMissing = /^(ENOENT|ENOTDIR)$/.test(String(Reflect.get(Object(error), 'code')));
    if (isMissing && !isNamed) return undefined;
    throw unusable(file, describeCause(error));
  }
}

// The readers of YAML and of schemas take their time to load, and few users have such a file.
async function parse(text: string, file: string): Promise<readonly CatalogEntry[]> {
  const { parseCatalog } = await import('../core/catalog/parse-catalog.ts');
  const outcome = parseCatalog(text);
  if (outcome.kind === 'malformed') throw unusable(file, outcome.problems.join('; '));
  return outcome.models;
}

function unusable(file: string, fact: string): LlmkubeError {
  return new LlmkubeError('CATALOG_INVALID', `Cannot use the catalog \`${file}\`: ${fact}`, {
    facts: { path: file },
    // Of no file, so that it works beside one that is broken.
    suggestions: ['LLMKUBE_CATALOG=/dev/null llmkube catalog show qwen3-8b -o yaml'],
  });
}
