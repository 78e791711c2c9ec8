import type { MemoryPlan } from '../core/engine/memory-plan.ts';
import type { FitPlace } from '../core/fit/fit-result.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import { formatBytes } from '../core/text/bytes.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** A release that has no room, as its error names it. */
export interface Refused {
  readonly name: string;
  /** The verb that asks, as in "Cannot deploy `qwen`". */
  readonly what: string;
  readonly resolved: Resolved;
}

/** The error of what does not fit: the sum of each place that lacks room, and what would do. */
export function tooLarge(
  { places, largestContext, perhapsContext }: Extract<MemoryPlan, { kind: 'too large' }>,
  { what, name, resolved }: Refused,
): LlmkubeError {
  const lacking = lackingIn(places);
  const isOfDocument = what.startsWith('apply');
  return new LlmkubeError(
    'MODEL_TOO_LARGE',
    `Cannot ${what}: it does not fit: ${lacking.join('; ')}`,
    {
      facts: { release: name, largestContext, lacking },
      suggestions: [
        ...(largestContext === 0 ? [] : [shorter(isOfDocument, largestContext)]),
        ...(perhapsContext === undefined
          ? []
          : [`${shorter(isOfDocument, perhapsContext)}, which may fit and may not`]),
        `llmkube fit ${quoteWord(resolved.model.source)} --gpu-memory <sizes>${engineFlag(resolved)}`,
        isOfDocument
          ? '`hardware.memoryCheck: off` in the document'
          : 'the same command with --no-memory-check',
      ],
    },
  );
}

/** What each needs and has; of neighbours that are alike, such as GPUs with equal parts, once. */
function lackingIn(places: readonly FitPlace[]): readonly string[] {
  const alike: { readonly sum: string; readonly ids: string[]; next: number }[] = [];
  for (const [index, { id, usedBytes, limitBytes = 0, lines, fits }] of places.entries()) {
    if (fits) continue;
    const parts = lines.map((line) => `${line.what} ${formatBytes(line.bytes)}`).join(' + ');
    const sum = `${formatBytes(usedBytes)} (${parts}) and has ${formatBytes(limitBytes)}`;
    const last = alike.at(-1);
    if (last?.sum === sum && last.next === index) {
      last.ids.push(id);
      last.next = index + 1;
    } else {
      alike.push({ sum, ids: [id], next: index + 1 });
    }
  }
  return alike.map(({ sum, ids: [first = '', ...others] }) =>
    others.length === 0
      ? `${first} needs ${sum}`
      : `each of ${first} to ${others.at(-1)} needs ${sum}`,
  );
}

// `fit` plans weights of transformers for one engine unless it is told which.
function engineFlag({ model, runtime }: Resolved): string {
  return model.kind === 'repository' ? ` --runtime ${runtime}` : '';
}

// The flags of a first deploy are nowhere but in the command.
function shorter(isOfDocument: boolean, tokens: number): string {
  return isOfDocument
    ? `\`serving.contextLength: ${tokens}\` in the document`
    : `the same command with --context-length ${tokens}`;
}
