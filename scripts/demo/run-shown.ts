import { execa } from 'execa';

export interface ShownCommand {
  /** As a user calls it. */
  readonly name: string;
  /** The program and the words that come before the arguments. */
  readonly program: readonly [string, ...string[]];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Prints the command line and runs it; its output goes where ours does. Throws when it fails. */
export async function runShown(command: ShownCommand): Promise<void> {
  const [program, ...first] = command.program;
  show(command);
  const { exitCode, signal } = await execa(program, [...first, ...command.args], {
    env: command.env,
    stdio: ['ignore', process.stdout, process.stderr],
    reject: false,
  });
  if (exitCode === 0) return;
  const end = signal === undefined ? `failed with status ${exitCode}` : `been ended by ${signal}`;
  throw new Error(`\`${command.name} ${command.args[0]}\` has ${end}`);
}

/** Prints a command line as a person types it. */
export function show({ name, args }: Pick<ShownCommand, 'name' | 'args'>): void {
  process.stdout.write(`\n$ ${[name, ...args].map(quote).join(' ')}\n`);
}

/** One word for a POSIX shell; plain words stay as they are. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
