import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type LocalUser, openLocalUser } from '../../test/support/local-user.ts';
import { smallChatModel } from '../../test/support/models/small-chat-model.ts';
import { type CommandTimes, runTimed } from './run-timed.ts';

/** What the benchmarks of `--local` measure on: a user of its own, and no cluster. */
export interface LocalBed {
  readonly user: LocalUser;
  readonly model: string;
  /** Runs the bundle as its users do, in a process of its own. */
  readonly llmkube: (...args: string[]) => Promise<CommandTimes>;
  /** The least that a release takes: seconds from the start of an engine to its first token. */
  readonly byHand: () => Promise<number>;
}

/** A release that stands all the time and runs nothing, for whoever asks for a status. */
export const standing = 'standing';

const program = path.resolve(import.meta.dirname, '../../bin/run.js');

/** Makes the user and its agent, lets `work` use them, and leaves nothing whatever happens. */
export async function withLocalBed<T>(work: (bed: LocalBed) => Promise<T>): Promise<T> {
  const { path: model } = await smallChatModel();
  const user = await openLocalUser();
  const llmkube = (...args: string[]) => runTimed(process.execPath, [program, ...args], user.env);
  const byHand = () => timeByHand(user, model);
  try {
    await llmkube('deploy', model, '--name', standing, '--local');
    await llmkube('scale', standing, '0', '--local');
    return await work({ user, model, llmkube, byHand });
  } finally {
    await user.close();
  }
}

// As the agent starts it, so that both load the same.
const context = ['--ctx-size', '8192', '--log-verbosity', '4'];

async function timeByHand({ home, env }: LocalUser, model: string): Promise<number> {
  const socket = path.join(home, 'hand.sock');
  const args = ['--model', model, '--alias', 'hand', '--host', socket, ...context];
  // An engine does not listen where something lies.
  await rm(socket, { force: true });
  const begun = performance.now();
  const engine = spawn(env.LLMKUBE_LLAMA_SERVER ?? '', args, { stdio: 'ignore' });
  const ended = once(engine, 'exit');
  try {
    while ((await askForToken(socket)) !== 200) {
      if (engine.exitCode !== null) throw new Error('The engine by hand has ended');
      await delay(pauseMilliseconds);
    }
    return (performance.now() - begun) / 1000;
  } finally {
    engine.kill('SIGKILL');
    await ended;
  }
}

const pauseMilliseconds = 20;

async function askForToken(socketPath: string): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const headers = { 'content-type': 'application/json' };
    const where = { socketPath, path: '/v1/completions', method: 'POST', headers };
    const asked = request(where, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode));
    });
    // Nobody listens yet.
    asked.once('error', () => resolve(undefined));
    asked.end(JSON.stringify({ prompt: 'hi', max_tokens: 1 }));
  });
}
