import { join } from 'node:path';
import { writeTinyGguf } from '../../scripts/models/write-tiny-gguf.ts';
import { type LocalUser, openLocalUser } from './local-user.ts';
import { type CliRun, type RunningCli, runCli, startCli } from './run-cli.ts';

type Environment = Readonly<Record<string, string>>;

/** A user of this machine that nobody else is, and the program as that user runs it. */
export interface LocalMachine extends LocalUser {
  readonly run: (args: readonly string[], env?: Environment) => Promise<CliRun>;
  /** The same on this machine, with its output as JSON. */
  readonly json: (...args: readonly string[]) => Promise<CliRun>;
  /** Path of a small model that anything can serve: `tiny.gguf` in the home. */
  readonly model: string;
  readonly start: (args: readonly string[], env?: Environment) => Promise<RunningCli>;
}

/** Makes the user; its engine is the real one, or the script that is given. */
export async function openLocalMachine(engineScript?: string): Promise<LocalMachine> {
  const user = await openLocalUser(engineScript);
  const model = join(user.home, 'tiny.gguf');
  await writeTinyGguf(model);
  const run: LocalMachine['run'] = (args, more = {}) =>
    runCli(args, { env: { ...user.env, ...more } });
  return {
    ...user,
    run,
    json: (...args) => run([...args, '--local', '-o', 'json']),
    model,
    start: (args, more = {}) => startCli(args, { env: { ...user.env, ...more } }),
  };
}
