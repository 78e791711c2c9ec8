import { type LocalUser, openLocalUser } from './local-user.ts';
import { type CliRun, type RunningCli, runCli, startCli } from './run-cli.ts';

type Environment = Readonly<Record<string, string>>;

/** A user of this machine that nobody else is, and the program as that user runs it. */
export interface LocalMachine extends LocalUser {
  readonly run: (args: readonly string[], env?: Environment) => Promise<CliRun>;
  readonly start: (args: readonly string[], env?: Environment) => Promise<RunningCli>;
}

/** Makes the user; its engine is the real one, or the script that is given. */
export async function openLocalMachine(engineScript?: string): Promise<LocalMachine> {
  const user = await openLocalUser(engineScript);
  return {
    ...user,
    run: (args, more = {}) => runCli(args, { env: { ...user.env, ...more } }),
    start: (args, more = {}) => startCli(args, { env: { ...user.env, ...more } }),
  };
}
