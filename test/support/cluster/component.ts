import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { describeEnd, logFile } from './component-log.ts';
import { enter, type Sandbox } from './sandbox.ts';

/** A long-running program of the run. */
export interface Component {
  readonly name: string;
  /** What to tell when it has ended, undefined while it runs. */
  readonly failure: () => string | undefined;
}

export interface ComponentCommand {
  name: string;
  program: string;
  args: readonly string[];
  environment?: Readonly<Record<string, string>>;
}

/** Starts a program inside the sandbox, with its output going to its own log file. */
export function startComponent(sandbox: Sandbox, command: ComponentCommand): Component {
  const { name } = command;
  const log = openSync(logFile(sandbox.run, name), 'a');
  const [program, args] = enter(sandbox, command.program, command.args);
  const child = spawn(program, args, {
    stdio: ['ignore', log, log],
    detached: true,
    env: { ...process.env, ...command.environment },
  });
  closeSync(log);
  child.unref();
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  return { name, failure: () => (ended ? describeEnd(sandbox.run, name) : undefined) };
}

/** What the first of them to have ended has to say, undefined while all run. */
export function firstFailure(components: readonly Component[]): string | undefined {
  return components.map((component) => component.failure()).find(Boolean);
}
