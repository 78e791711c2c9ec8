import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { quoteWord } from '../core/text/quote-word.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { writeSyncedFile } from '../host/synced-files.ts';

/** Writes a file beside its place and moves it there, so that nobody ever reads half of it. */
export async function writeWholeFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeSyncedFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    const fact = describeCause(error);
    throw new LlmkubeError('FILE_UNWRITABLE', `Cannot write \`${file}\`: ${fact}`, {
      facts: { path: file },
      suggestions: [`ls -ld ${quoteWord(file)}`],
    });
  }
}
