import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { EngineProgram } from '../core/agent-protocol/engine-program.ts';
import { type EngineVersion, isTooOld, oldestBuild } from '../core/engine/engine-version.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Folders } from './folders.ts';
import { readEngineVersion } from './read-engine-version.ts';

const programName = 'llama-server';

export interface FoundEngine {
  readonly program: EngineProgram;
  readonly version: EngineVersion;
  /** What led to it: the variable, the PATH, or the cache where `npm run quickstart` unpacks. */
  readonly by: 'setting' | 'path' | 'cache';
}

export interface EngineSearch {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folders: Pick<Folders, 'cache' | 'unpackedEngines'>;
}

/** Where `npm run quickstart` puts the engine that it unpacks. */
export function unpackedEngine({ unpackedEngines }: Pick<Folders, 'unpackedEngines'>): string {
  return path.join(unpackedEngines, 'llama.cpp', programName);
}

/** The llama-server of this machine, which runs and is new enough; anything else is an error. */
export async function findEngine(search: EngineSearch): Promise<FoundEngine> {
  const { file, by } = await locate(search);
  const version = await readEngineVersion(file, search.folders);
  if (isTooOld(version)) throw tooOld(file, version);
  return { program: { file, args: [] }, version, by };
}

async function locate({
  environment,
  folders,
}: EngineSearch): Promise<{ file: string; by: FoundEngine['by'] }> {
  const { LLMKUBE_LLAMA_SERVER, PATH = '' } = environment;
  if (LLMKUBE_LLAMA_SERVER) {
    return { file: await checkSetting(LLMKUBE_LLAMA_SERVER), by: 'setting' };
  }
  // A relative entry would be another program wherever a command is run.
  for (const folder of PATH.split(path.delimiter).filter((each) => path.isAbsolute(each))) {
    const file = path.join(folder, programName);
    if ((await obstacleTo(file)) === undefined) return { file, by: 'path' };
  }
  const unpacked = unpackedEngine(folders);
  if ((await obstacleTo(unpacked)) === undefined) return { file: unpacked, by: 'cache' };
  throw notFound(`Cannot find an engine: no \`${programName}\` is on the PATH`);
}

async function checkSetting(file: string): Promise<string> {
  const obstacle = path.isAbsolute(file) ? await obstacleTo(file) : 'it is not an absolute path';
  if (obstacle === undefined) return file;
  throw notFound(`Cannot use \`${file}\` of LLMKUBE_LLAMA_SERVER as the engine: ${obstacle}`);
}

async function obstacleTo(file: string): Promise<string | undefined> {
  try {
    if (!(await stat(file)).isFile()) return 'it is not a file';
    await access(file, constants.X_OK);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
    return 'this user may not run it';
  }
}

function notFound(sentence: string): LlmkubeError {
  return new LlmkubeError('ENGINE_NOT_FOUND', sentence, {
    suggestions: ['llmkube doctor --local'],
  });
}

function tooOld(file: string, { text, build = 0 }: EngineVersion): LlmkubeError {
  return new LlmkubeError(
    'ENGINE_TOO_OLD',
    `Cannot use the engine \`${file}\`: it is version ${text}, and build ${oldestBuild} or newer is needed`,
    {
      facts: { path: file, build, oldestBuild },
      suggestions: ['llmkube doctor --local'],
    },
  );
}
