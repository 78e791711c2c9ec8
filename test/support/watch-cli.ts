import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type CliOptions, cliEnvironment, programFile } from './run-cli.ts';

/** One line of `-o json` and when it was written, in milliseconds since 1970. */
export interface TimedEvent {
  readonly at: number;
  readonly event: Readonly<Record<string, unknown>>;
}

/** Runs the built program with `-o json` to its end and notes when each line comes. */
export async function watchCli(
  args: readonly string[],
  options: CliOptions,
): Promise<{ readonly exitCode: number | null; readonly lines: readonly TimedEvent[] }> {
  const child: ChildProcessByStdio<null, Readable, null> = spawn(
    process.execPath,
    [programFile, ...args, '-o', 'json'],
    { cwd: tmpdir(), env: await cliEnvironment(options), stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const lines: TimedEvent[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push({ at: Date.now(), event: JSON.parse(line) });
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, lines };
}
