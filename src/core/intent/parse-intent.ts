import type * as z from 'zod';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { issueSentences } from '../document/issue-sentences.ts';
import { fieldSentence, pathText } from '../document/problem.ts';
import { checkPlace } from './check-place.ts';
import { explainFields } from './explain-fields.ts';
import type { RuntimeSpec } from './runtime-schema.ts';
import { type Intent, intentSchema, type Place } from './schema.ts';

const mostExplained = 3;

/** Checks a merged intent as a whole; the error names every wrong field at once. */
export function parseIntent(
  raw: Readonly<Record<string, unknown>>,
  runtimes: readonly RuntimeSpec[],
  place: Place = 'pod',
): Intent {
  const schema = intentSchema(runtimes);
  const parsed = schema.safeParse(raw);
  if (parsed.success) {
    checkPlace(parsed.data, place, runtimes);
    return parsed.data;
  }
  const [first, ...others] = parsed.error.issues;
  if (others.length === 0 && first?.code === 'custom') throwOwn(first);
  const problems = parsed.error.issues.flatMap((issue) =>
    issueSentences(issue, { schema, value: raw }),
  );
  const told = problems.map(({ path, message }) => fieldSentence(pathText(path), message));
  throw new LlmkubeError('INVALID_FIELD', `Cannot use this intent: ${told.join('; ')}`, {
    facts: { fields: problems.map(({ path }) => path.join('.')) },
    suggestions: [
      ...suggestFlags(parsed.error.issues),
      ...explainFields(
        problems.slice(0, mostExplained).map(({ path }) => path),
        schema,
      ),
    ].slice(0, mostExplained),
  });
}

// A field whose reader is ours has said what is wrong in its own words and with its own code.
function throwOwn({ params }: z.core.$ZodIssueCustom): void {
  if (params?.error instanceof LlmkubeError) throw params.error;
}

/** The flag that sets a field, for fields that a command line must give. */
const flagOfField: Readonly<Record<string, string>> = {
  'model.source': '--source <url>',
};

function suggestFlags(issues: readonly z.core.$ZodIssue[]): readonly string[] {
  const flags = issues.flatMap(({ path }) => flagOfField[path.join('.')] ?? []);
  return flags.length === 0 ? [] : [`llmkube deploy <name> ${[...new Set(flags)].join(' ')}`];
}
