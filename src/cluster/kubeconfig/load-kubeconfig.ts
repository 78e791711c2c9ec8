import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parseYaml } from '../../core/document/parse-yaml.ts';
import { describeCause } from '../../errors/describe-cause.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { type Kubeconfig, readKubeconfig } from './kubeconfig.ts';
import { mergeKubeconfigs } from './merge-kubeconfigs.ts';

export interface KubeconfigPlace {
  /** One file that must exist; it replaces the environment's list. */
  readonly explicitPath: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

export interface LoadedKubeconfig {
  readonly kubeconfig: Kubeconfig;
  /** Every file that was looked for, in order of precedence. */
  readonly searched: readonly string[];
}

/** Reads and joins the kubeconfig files; none of them needs to exist unless it is explicit. */
export async function loadKubeconfig(place: KubeconfigPlace): Promise<LoadedKubeconfig> {
  const searched = listFiles(place);
  const configs = await Promise.all(
    searched.map((path) => readOne(path, place.explicitPath !== undefined)),
  );
  return {
    searched,
    kubeconfig: mergeKubeconfigs(configs.filter((config) => config !== undefined)),
  };
}

function listFiles({ explicitPath, environment, home }: KubeconfigPlace): readonly string[] {
  if (explicitPath !== undefined) return [explicitPath];
  const list = environment.KUBECONFIG ?? '';
  if (list === '') return [join(home, '.kube', 'config')];
  return [...new Set(list.split(delimiter).filter((path) => path !== ''))];
}

async function readOne(path: string, mustExist: boolean): Promise<Kubeconfig | undefined> {
  const text = await readText(path, mustExist);
  if (text === undefined) return undefined;
  const outcome = parseYaml(text);
  if (outcome.kind === 'malformed') {
    const place = `line ${outcome.line}, column ${outcome.column}`;
    throw invalid(path, `it is not YAML at ${place}`);
  }
  const folder = resolve(dirname(path));
  try {
    return readKubeconfig(outcome.value, (inner) => resolve(folder, inner));
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    throw invalid(path, thrown.message);
  }
}

async function readText(path: string, mustExist: boolean): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (!mustExist && isMissing(thrown)) return undefined;
    throw invalid(path, isMissing(thrown) ? 'there is no such file' : describeCause(thrown));
  }
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}

function invalid(path: string, fact: string): LlmkubeError {
  return new LlmkubeError('KUBECONFIG_INVALID', `Cannot read kubeconfig \`${path}\`: ${fact}`, {
    facts: { path },
  });
}
