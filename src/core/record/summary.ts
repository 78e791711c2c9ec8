import { z } from 'zod';
import { mutationPhases, type ReleaseRecord } from './schema.ts';

/** The few facts of a release that travel as an annotation, so that a listing stays small. */
const summarySchema = z.object({
  revision: z.number(),
  phase: z.enum(mutationPhases),
  model: z.string(),
  runtime: z.string(),
  at: z.string(),
  by: z.string(),
  cli: z.string(),
});

export type ReleaseSummary = z.infer<typeof summarySchema>;

export function summarise({ state, intent }: ReleaseRecord): ReleaseSummary {
  return {
    revision: state.revision,
    phase: state.phase,
    model: textAt(intent.model, 'source'),
    runtime: textAt(intent.runtime, 'kind'),
    at: state.changed.at,
    by: state.changed.by,
    cli: state.changed.cli,
  };
}

/** Reads a stored summary; nothing when it is missing or damaged, and the row says so. */
export function parseSummary(text: string | undefined): ReleaseSummary | undefined {
  if (text === undefined) return undefined;
  try {
    return summarySchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: somebody edited the annotation by hand.
    return undefined;
  }
}

function textAt(block: unknown, field: string): string {
  const value: unknown =
    typeof block === 'object' && block !== null ? Reflect.get(block, field) : undefined;
  return typeof value === 'string' ? value : '';
}
