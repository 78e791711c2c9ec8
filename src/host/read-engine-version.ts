import { type ExecFileException, execFile } from 'node:child_process';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type EngineVersion, parseEngineVersion } from '../core/engine/engine-version.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

const mostBytes = 64 * 1024;

export interface VersionQuestion {
  /** Where the answer is kept. */
  readonly cache: string;
  /** An engine with a driver to load may think for a second or two; one that hangs never answers. */
  readonly longestMilliseconds?: number;
}

/**
 * The version of an engine in its own words. Starting it costs time, so its answer is kept in
 * `cache` for as long as the file stays the same one.
 */
export async function readEngineVersion(
  file: string,
  { cache, longestMilliseconds = 10_000 }: VersionQuestion,
): Promise<EngineVersion> {
  const identity = await identityOf(file);
  const store = path.join(cache, 'engine-version.json');
  const known = await recall(store, identity);
  if (known !== undefined) return known;
  const version = await askEngine(file, longestMilliseconds);
  await remember(store, { identity, text: version.text });
  return version;
}

async function identityOf(file: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(file).catch((error: unknown) => {
    throw broken(file, describeCause(error));
  });
  return [file, mtimeMs, size, ino].join(' ');
}

async function askEngine(file: string, timeout: number): Promise<EngineVersion> {
  const run = await printVersion(file, timeout);
  const version = parseEngineVersion(run.output);
  if (run.failure === undefined && version !== undefined) return version;
  throw broken(file, run.failure ?? '`--version` does not print the version of a llama-server');
}

interface Run {
  readonly output: string;
  readonly failure?: string;
}

// Unlike execa, this lets go of a killed program's output, which what it has started may hold open.
function printVersion(file: string, timeout: number): Promise<Run> {
  const options = { timeout, killSignal: 'SIGKILL', maxBuffer: mostBytes } as const;
  return new Promise((resolve) => {
    execFile(file, ['--version'], options, (error, stdout, stderr) => {
      const output = `${stdout}\n${stderr}`;
      if (error === null) resolve({ output });
      else resolve({ output, failure: whatHappened(error, { output, timeout }) });
    });
  });
}

function whatHappened(
  { killed = false, code, signal, message }: ExecFileException,
  { output, timeout }: { readonly output: string; readonly timeout: number },
): string {
  const last = describeCause(output.trimEnd().split('\n').at(-1) ?? '');
  const words = last === '' ? '' : `, saying \`${last}\``;
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return '`--version` prints without an end';
  if (killed) return `\`--version\` gave no answer within ${timeout / 1000} s`;
  if (typeof signal === 'string') return `\`--version\` was ended by ${signal}${words}`;
  if (typeof code === 'number') return `\`--version\` ended with status ${code}${words}`;
  return describeCause(message);
}

function broken(file: string, fact: string): LlmkubeError {
  return new LlmkubeError('ENGINE_BROKEN', `Cannot use the engine \`${file}\`: ${fact}`, {
    facts: { path: file },
    suggestions: [`${quoteWord(file)} --version`, 'llmkube doctor --local'],
  });
}

interface Known {
  readonly identity: string;
  readonly text: string;
}

async function recall(store: string, identity: string): Promise<EngineVersion | undefined> {
  try {
    const known: Partial<Known> = JSON.parse(await readFile(store, 'utf8'));
    if (known.identity !== identity || typeof known.text !== 'string') return undefined;
    return parseEngineVersion(`version: ${known.text}`);
  } catch {
    // Not there yet, or damaged: the engine is asked again.
    return undefined;
  }
}

async function remember(store: string, known: Known): Promise<void> {
  const draft = `${store}.${process.pid}`;
  try {
    await mkdir(path.dirname(store), { recursive: true, mode: 0o700 });
    await writeFile(draft, JSON.stringify(known), { mode: 0o600 });
    await rename(draft, store);
  } catch {
    // Without a cache that can be written to, each deploy asks the engine.
  }
}
