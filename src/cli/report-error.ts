import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/**
 * The one place where an error becomes text and an exit status: a document on standard output
 * for machines, a sentence on standard error for people. Gives back the status.
 */
export async function reportError(thrown: unknown, args: readonly string[]): Promise<number> {
  const error = asLlmkubeError(thrown);
  if (error === undefined) {
    process.stderr.write(`${bugText(thrown)}\n`);
    return 1;
  }
  if (wantsJson(args)) process.stdout.write(`${JSON.stringify(error)}\n`);
  else {
    const { errorText } = await import('../ui/error-text.ts');
    process.stderr.write(errorText(error));
  }
  return error.exitCode;
}

// Read from the words themselves: a command line that cannot be parsed has an output form too.
function wantsJson(args: readonly string[]): boolean {
  return args.some(
    (word, index) =>
      /^(-o=?|--output=)json$/.test(word) ||
      (/^(-o|--output)$/.test(word) && args[index + 1] === 'json'),
  );
}

function asLlmkubeError(thrown: unknown): LlmkubeError | undefined {
  if (thrown instanceof LlmkubeError) return thrown;
  return isUsageError(thrown) ? usageError(thrown) : undefined;
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
  const [sentence = ''] = error.message.split('\n');
  return new LlmkubeError('USAGE', `Cannot read the command line: ${describeCause(sentence)}`, {
    suggestions: ['llmkube --help'],
    cause: error,
  });
}

function bugText(thrown: unknown): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return `This is a bug in llmkube, please report it with the lines below.\n${stack}`;
}
