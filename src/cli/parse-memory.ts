import { parseBytesQuantity } from '../core/text/quantity.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** More than any machine has. */
const mostBytes = 1024 ** 5;

/** Reads how much memory a host may give, in bytes; nothing where nobody has said. */
export function parseMemory(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const bytes = parseBytesQuantity(text) ?? 0;
  if (bytes > 0 && bytes <= mostBytes) return bytes;
  throw new LlmkubeError('USAGE', `Cannot use the memory \`${text}\`: it is no quantity of bytes`, {
    facts: { flag: '--host-memory', value: text },
    suggestions: ['llmkube fit <model> --host-memory 64Gi'],
  });
}
