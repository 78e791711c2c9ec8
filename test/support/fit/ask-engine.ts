import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { execa } from 'execa';
import { pollUntil } from '../cluster/poll-until.ts';
import { engineOnThisMachine } from '../images/engine-on-this-machine.ts';

/** What became of an engine that was started. */
export interface EngineAnswer {
  /** `/health` answered 200; else the engine ended by itself. */
  readonly healthy: boolean;
  /** Its status where it ended by itself. */
  readonly exitCode: number | undefined;
  readonly said: string;
}

const readyWithinSeconds = 60;

/** Starts llama-server with exactly these arguments, until it is healthy or gone, and ends it. */
export async function askEngine(model: string, args: readonly string[]): Promise<EngineAnswer> {
  const { file, args: before, cwd } = await engineOnThisMachine('llama-server');
  const socketPath = path.join(path.dirname(model), 'engine.sock');
  await rm(socketPath, { force: true });
  const own = ['--model', model, '--host', socketPath, '--log-verbosity', '4', ...args];
  // The kernel kills the engine with this process, however this process ends.
  const command = ['--pdeathsig', 'KILL', '--', file, ...before, ...own];
  const engine = execa('setpriv', command, { cwd, stdin: 'ignore', all: true, reject: false });
  let ended = false;
  const ending = engine.then((result) => {
    ended = true;
    return result;
  });
  let healthy = false;
  try {
    const question = { what: 'the engine to be healthy or gone', seconds: readyWithinSeconds };
    await pollUntil(question, async () => {
      healthy = (await statusOf(socketPath)) === 200;
      return healthy || ended;
    });
  } finally {
    engine.kill('SIGTERM');
  }
  const { all, exitCode } = await ending;
  return { healthy, exitCode: healthy ? undefined : exitCode, said: all };
}

async function statusOf(socketPath: string): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const asked = request({ socketPath, path: '/health', agent: false }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode));
    });
    asked.once('error', () => resolve(undefined));
    asked.end();
  });
}
