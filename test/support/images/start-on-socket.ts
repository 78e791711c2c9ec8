import { request } from 'node:http';
import { execa } from 'execa';
import type { EngineProgram } from '../../../src/core/agent-protocol/engine-program.ts';
import { pollUntil } from '../cluster/poll-until.ts';

export interface EngineOnSocket {
  /** Status of one answer; nothing while nobody listens. */
  statusOf(path: string): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Runs an engine as a release of this machine does, on a socket of its own, until it is healthy. */
export async function startOnSocket(
  { file, args, cwd }: EngineProgram,
  socket: string,
  own: readonly string[],
): Promise<EngineOnSocket> {
  const engine = execa(file, [...args, ...own, '--host', socket], {
    ...(cwd === undefined ? {} : { cwd }),
    reject: false,
  });
  const statusOf = (path: string) => statusOn(socket, path);
  const close = async () => {
    engine.kill('SIGKILL');
    await engine;
  };
  let ended: string | undefined;
  void engine.then(({ stderr }) => {
    ended = stderr;
  });
  try {
    const question = { what: 'the engine to be healthy', seconds: 30, failure: () => ended };
    await pollUntil(question, async () => (await statusOf('/health')) === 200);
    return { statusOf, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function statusOn(socketPath: string, path: string): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const asked = request({ socketPath, path }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode));
    });
    asked.once('error', () => resolve(undefined));
    asked.end();
  });
}
