import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { errorText } from '../ui/error-text.ts';

// A reader that has seen enough, such as `head`, and a terminal that was closed.
const goneReaders: ReadonlySet<unknown> = new Set(['EPIPE', 'EIO']);

/**
 * Keeps output that cannot be written from ending a command half way: a change under way goes on
 * to its end. A reader that went away is nobody's loss; anything else, such as a full disk, is
 * told when the process ends, which is then no success.
 */
export function guardOutput(): void {
  let lost: Error | undefined;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (stream === process.stdout && !goneReaders.has(error.code)) lost ??= error;
      // oclif listens after us and throws whatever is no broken pipe.
      error.code = 'EPIPE';
    });
    throwNothing(stream);
  }
  process.once('exit', () => {
    if (lost === undefined) return;
    const message = `Cannot write the output: ${describeCause(lost)}`;
    const error = new LlmkubeError('OUTPUT_LOST', message, { cause: lost });
    process.exitCode ||= error.exitCode;
    process.stderr.write(errorText(error));
  });
}

// Node writes to files at once and throws where others tell by an event.
function throwNothing(stream: NodeJS.WriteStream): void {
  const write = stream.write;
  const guarded = (...args: Parameters<typeof write>): boolean => {
    try {
      return Reflect.apply(write, stream, args);
    } catch (error) {
      stream.destroy(error instanceof Error ? error : undefined);
      return true;
    }
  };
  stream.write = guarded as typeof write;
}
