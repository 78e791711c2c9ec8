import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type LocalMachine, openLocalMachine } from '../local-machine.ts';
import { realEngineScript } from '../local-user.ts';

/** A user of this machine beside whose agents and engines something else runs. */
export interface DeathMachine extends LocalMachine {
  readonly bystander: Bystander;
}

/** A process of that user that is like an engine, and that no agent has started. */
export interface Bystander {
  readonly pid: number;
  readonly isThere: () => boolean;
}

export async function openDeathMachine(): Promise<DeathMachine> {
  const machine = await openLocalMachine(loneEngineScript(await realEngineScript()));
  const { bystander, end } = startBystander(machine);
  return {
    ...machine,
    bystander,
    close: async () => {
      await end();
      await machine.close();
    },
  };
}

/** An engine that writes down when another one of its user runs. */
function loneEngineScript(engine: string): string {
  const [first = '', ...rest] = engine.split('\n');
  const lock = '9>>"$HOME/one-engine"';
  const watch = `flock -n 9 || echo "$$" >> "$HOME/overlaps"`;
  const guard = `case "$*" in *--host*) exec ${lock}; ${watch};; esac`;
  return [first, guard, ...rest].join('\n');
}

// In a session of its own, with the options of an engine and a socket of the same name elsewhere.
// It ends with its input, so it never outlives who has started it.
function startBystander({ home, model }: LocalMachine) {
  const options = ['--model', model, '--alias', 'tiny', '--host', join(home, 'run/e-tiny.sock')];
  const child = spawn('/bin/sh', ['-c', 'read -r line', 'llama-server', ...options], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const isThere = (): boolean => child.exitCode === null && child.signalCode === null;
  const end = async (): Promise<void> => {
    if (!isThere()) return;
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  };
  return { bystander: { pid: child.pid ?? 0, isThere }, end };
}
