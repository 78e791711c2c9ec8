import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineOnThisMachine } from './images/engine-on-this-machine.ts';
import { takePort } from './take-port.ts';

/** A user of this machine that nobody else is, with folders, an engine and a port of its own. */
export interface LocalUser {
  readonly home: string;
  readonly state: string;
  readonly port: number;
  /** What makes a program one of this user. */
  readonly env: Readonly<Record<string, string>>;
  /** Numbers of the processes that have a socket of this user as an argument. */
  readonly engines: () => Promise<readonly number[]>;
  /** Numbers of the processes that are an agent of this user. */
  readonly agents: () => Promise<readonly number[]>;
  /** What the agents have logged. */
  readonly log: () => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Ends everything of this user and removes its folders. */
  readonly close: () => Promise<void>;
}

/** Makes the user; its engine is the real one, or the script that is given. */
export async function openLocalUser(engineScript?: string): Promise<LocalUser> {
  // Short, because sockets lie in it.
  const home = await mkdtemp(join(tmpdir(), 'lm-'));
  const engine = join(home, 'llama-server');
  await writeFile(engine, engineScript ?? (await realEngineScript()));
  await chmod(engine, 0o755);
  const port = await takePort();
  const state = join(home, '.local/state/llmkube');
  const env = { HOME: home, LLMKUBE_LLAMA_SERVER: engine, LLMKUBE_PORT: String(port) };
  const user: LocalUser = {
    home,
    state,
    port,
    env,
    engines: () => processesWith('cmdline', (words) => words.some((word) => isSocket(word, state))),
    agents: () =>
      processesWith('environ', (words) => words.includes(`HOME=${home}`)).then((pids) =>
        onlyServing(pids),
      ),
    log: async () => await readLines(join(state, 'logs/agent.log')),
    close: async () => {
      for (const pid of [...(await user.agents()), ...(await user.engines())]) kill(pid);
      // Who was killed may write a last file until it has ended.
      await rm(home, { recursive: true, force: true, maxRetries: 10 });
    },
  };
  return user;
}

function isSocket(word: string, state: string): boolean {
  return word.startsWith(`${state}/run/`) && word.endsWith('.sock');
}

/** A program that starts the real engine in place of itself. */
export async function realEngineScript(): Promise<string> {
  const { file, args, cwd } = await engineOnThisMachine('llama-server');
  const words = [file, ...args].map((word) => `'${word}'`).join(' ');
  return `#!/bin/sh\ncd '${cwd}' && exec ${words} "$@"\n`;
}

async function onlyServing(pids: readonly number[]): Promise<readonly number[]> {
  const serving = new Set(
    await processesWith('cmdline', (words) => words.includes('metal') && words.includes('serve')),
  );
  return pids.filter((pid) => serving.has(pid));
}

async function processesWith(
  file: 'cmdline' | 'environ',
  fits: (words: readonly string[]) => boolean,
): Promise<readonly number[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    numbers.map(async (pid) => {
      try {
        const words = (await readFile(`/proc/${pid}/${file}`, 'utf8')).split('\0');
        return fits(words) ? [Number(pid)] : [];
      } catch {
        // It has ended since, or is somebody else's.
        return [];
      }
    }),
  );
  return found.flat();
}

async function readLines(file: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  // Before the first agent there is none.
  const text = await readFile(file, 'utf8').catch(() => '');
  // The last piece may be half a line.
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
