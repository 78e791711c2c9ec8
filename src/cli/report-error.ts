import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { typedCommand, withHelp } from './typed-command.ts';

/**
 * The one place where an error becomes text and an exit status: a document on standard output
 * for machines, a sentence on standard error for people. Gives back the status. `folder` is that of
 * the bundle.
 */
export async function reportError(
  thrown: unknown,
  args: readonly string[],
  folder: string,
): Promise<number> {
  const error = withHelp(asLlmkubeError(thrown), typedCommand(args, `${folder}/help`));
  if (wantsDocument(args)) process.stdout.write(`${JSON.stringify(error)}\n`);
  else {
    const { errorText } = await import('../ui/error-text.ts');
    process.stderr.write(errorText(error));
    if (error.code === 'INTERNAL') process.stderr.write(`${stackOf(thrown)}\n`);
  }
  return error.exitCode;
}

// Read from the words themselves: a command line that cannot be parsed has an output form too.
// JSON is YAML, so one form of an error serves both.
function wantsDocument(args: readonly string[]): boolean {
  return args.some(
    (word, index) =>
      /^(-o=?|--output=)(json|yaml)$/.test(word) ||
      (/^(-o|--output)$/.test(word) && /^(json|yaml)$/.test(args[index + 1] ?? '')),
  );
}

function asLlmkubeError(thrown: unknown): LlmkubeError {
  if (thrown instanceof LlmkubeError) return thrown;
  return isUsageError(thrown) ? usageError(thrown) : internalError(thrown);
}

// What oclif throws for a wrong command line carries its status and nothing else that is stable.
function isUsageError(thrown: unknown): thrown is Error {
  return thrown instanceof Error && 'oclif' in thrown && statusOf(thrown) === 2;
}

function statusOf(error: Error): unknown {
  const details: unknown = Reflect.get(error, 'oclif');
  return typeof details === 'object' && details !== null ? Reflect.get(details, 'exit') : undefined;
}

function usageError(error: Error): LlmkubeError {
  // oclif appends a pointer to its help, which our suggestion replaces, and describes what is
  // missing, a line each, whose first word is its name, below a heading.
  const fact = error.message
    .replace(/\s*See more help with --help\s*$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    // It is about flags that can be given several times, of which none of ours takes several values.
    .replace(/\s*\nNote: [\s\S]*$/, '')
    .replace(
      /^command (\S+) not found$/,
      (_, id: string) => `there is no command ${id.replaceAll(':', ' ')}`,
    )
    .replaceAll(/\n(\S+).*/g, ' $1');
  return new LlmkubeError('USAGE', `Cannot read the command line: ${describeCause(fact)}`, {
    cause: error,
  });
}

// Only a fault of our own shows where it happened.
function internalError(thrown: unknown): LlmkubeError {
  const where = thrown instanceof Error ? (thrown.stack ?? '').split('\n').slice(1, 4) : [];
  return new LlmkubeError(
    'INTERNAL',
    `Cannot go on: ${describeCause(thrown)}, which is a fault of llmkube itself`,
    { facts: { stack: where.map((line) => line.trim()) }, cause: thrown },
  );
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
