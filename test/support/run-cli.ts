import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll } from 'vitest';

export interface CliOptions {
  /** The file that `KUBECONFIG` names; without it the program finds none. */
  readonly kubeconfig?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The reader of standard output goes away before the first byte. */
  readonly isOutputClosed?: boolean;
  /** What comes on standard input, by default nothing. */
  readonly input?: string;
}

/** What one run of the program left: its status and all that it wrote. */
export interface CliRun {
  /** As a shell sees it: 128 and the signal's number for a run that a signal ended. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of standard output that are JSON objects, in their order. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** A run that is under way. */
export interface RunningCli {
  readonly process: number;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Standard output so far. */
  readonly said: () => string;
  readonly done: Promise<CliRun>;
}

const root = path.resolve(import.meta.dirname, '../..');
const signalNumbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGPIPE: 13,
  SIGTERM: 15,
};

let prepared: Promise<string> | undefined;

/** Runs the built program to its end, as a user does in a pipe. Every exit status is a result. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const cli = await startCli(args, options);
  awaited.set(cli, args);
  const run = await cli.done;
  awaited.delete(cli);
  return run;
}

/** Runs whose end a test waits for, with their arguments. */
const awaited = new Map<RunningCli, readonly string[]>();

// A test that ran out of time must say what it was waiting for.
afterAll(async () => {
  const left = [...awaited];
  awaited.clear();
  for (const [cli] of left) cli.signal('SIGKILL');
  const said = await Promise.all(left.map(async ([cli, args]) => describe(args, await cli.done)));
  if (said.length > 0) throw new Error(said.join('\n'));
});

function describe(args: readonly string[], { stdout, stderr }: CliRun): string {
  const lines = `${stdout}\n${stderr}`.split('\n').slice(-30).join('\n');
  return `the test ended before \`llmkube ${args.join(' ')}\`, which had said:\n${lines}`;
}

/** Starts the built program, for tests that meet it half way. */
export async function startCli(
  args: readonly string[],
  options: CliOptions = {},
): Promise<RunningCli> {
  const child = execa(process.execPath, [programFile, ...args], {
    cwd: tmpdir(),
    env: await cliEnvironment(options),
    extendEnv: false,
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    reject: false,
    stripFinalNewline: false,
  });
  if (options.isOutputClosed) child.stdout.destroy();
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString('latin1');
  });
  return {
    process: child.pid ?? 0,
    signal: (signal) => void child.kill(signal),
    said: () => said,
    done: child.then(({ exitCode, signal, stdout, stderr }) => ({
      exitCode: exitCode ?? 128 + (signalNumbers[signal ?? ''] ?? 0),
      stdout,
      stderr,
      events: readEvents(stdout),
    })),
  };
}

/** The file that Node runs as `llmkube`. */
export const programFile = path.join(root, 'bin/run.js');

/**
 * The environment of a run: nothing of the test's own but the path, a home that is the test
 * file's, and the mark by which the runner finds processes that were left. Builds the program
 * unless the runner has.
 */
export async function cliEnvironment({
  kubeconfig,
  env = {},
}: CliOptions): Promise<Record<string, string>> {
  prepared ??= prepare();
  const { PATH = '', LLMKUBE_TEST_RUN } = process.env;
  return {
    PATH,
    HOME: await prepared,
    ...(LLMKUBE_TEST_RUN === undefined ? {} : { LLMKUBE_TEST_RUN }),
    ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }),
    ...env,
  };
}

async function prepare(): Promise<string> {
  if (process.env.LLMKUBE_TEST_RUN === undefined) {
    await execa(process.execPath, [path.join(root, 'scripts/build.ts')], { cwd: root });
  }
  return await mkdtemp(path.join(tmpdir(), 'llmkube-home-'));
}

afterAll(async () => {
  if (prepared !== undefined) await rm(await prepared, { recursive: true, force: true });
});

function readEvents(stdout: string): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}
