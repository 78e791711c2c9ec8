import { tmpdir } from 'node:os';
import { execa } from 'execa';
import { type CliOptions, cliEnvironment, programFile } from './run-cli.ts';

export interface TerminalOptions extends CliOptions {
  readonly columns?: number;
  /** Typed once the screen shows `at` or it has come; `\x03` is Ctrl-C. */
  readonly type?: { readonly at: RegExp | Promise<unknown>; readonly keys: string };
  /** Sees the screen whenever it changes, and can type. */
  readonly onScreen?: (screen: string, type: (keys: string) => void) => void;
  /** The window is closed when this has come; what runs in it may go on a little. */
  readonly closeAt?: Promise<unknown>;
}

export interface TerminalRun {
  readonly exitCode: number | undefined;
  /** Everything that the terminal got, both streams and the escape sequences in it. */
  readonly screen: string;
  /** The terminal's modes in the words of `stty -a`; after is empty when the window was closed. */
  readonly modes: { readonly before: string; readonly after: string };
}

// No program writes it, so it parts what the shell says from what the program does.
const mark = '\u001e';

// The words travel by environment, one a line: no text that a shell reads is put together. Keys
// reach everything in front, and the shell must live on to tell how the terminal was left.
const shellText = `stty cols "$LLMKUBE_TEST_COLUMNS" rows 24
trap : INT
IFS='
'
set -f
printf '\\036%s\\036' "$(stty -a)"
$LLMKUBE_TEST_WORDS
status=$?
printf '\\036%s' "$(stty -a)"
exit $status`;

/** Runs the built program on a terminal of its own, which util-linux' \`script\` provides. */
export async function runCliInTerminal(
  args: readonly string[],
  { columns = 100, type, onScreen, closeAt, ...options }: TerminalOptions,
): Promise<TerminalRun> {
  const environment = await cliEnvironment(options);
  const child = execa('script', ['-q', '-e', '-f', '-c', shellText, '/dev/null'], {
    cwd: tmpdir(),
    env: {
      ...environment,
      TERM: 'xterm-256color',
      SHELL: '/bin/sh',
      LLMKUBE_TEST_COLUMNS: String(columns),
      LLMKUBE_TEST_WORDS: [process.execPath, programFile, ...args].join('\n'),
      ...options.env,
    },
    extendEnv: false,
    stdin: 'pipe',
    reject: false,
    // Before a test gives up: the end of the terminal ends what runs on it.
    timeout: 50_000,
  });
  let text = '';
  let hasTyped = type === undefined;
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    // Before it the shell tells the modes, and `^C` is what one of them is set to.
    const [, , screen] = text.split(mark);
    if (screen === undefined) return;
    onScreen?.(screen, (keys) => void child.stdin.write(keys));
    if (hasTyped || !(type?.at instanceof RegExp) || !type.at.test(screen)) return;
    hasTyped = true;
    child.stdin.write(type.keys);
  });
  if (type?.at instanceof Promise) void type.at.then(() => child.stdin.write(type.keys));
  void closeAt?.then(() => child.kill('SIGKILL'));
  const { exitCode } = await child;
  const [, before = '', screen = '', after = ''] = text.split(mark);
  return { exitCode, screen, modes: { before, after } };
}
