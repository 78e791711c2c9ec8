import type { ReleaseRecord } from './schema.ts';

/** The few facts of a release that travel as an annotation, so that a listing stays small. */
export interface ReleaseSummary {
  readonly revision: number;
  /** One of `mutationPhases`, or what a later version writes. */
  readonly phase: string;
  readonly model: string;
  readonly runtime: string;
  readonly at: string;
  readonly by: string;
  readonly cli: string;
}

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

/**
 * Reads a stored summary; nothing when it is missing or damaged, and the row says so. Without a
 * schema library, whose start-up would be most of what `list` takes.
 */
export function parseSummary(text: string | undefined): ReleaseSummary | undefined {
  const stored = parseJson(text);
  const revision = fieldOf(stored, 'revision');
  const phase = fieldOf(stored, 'phase');
  if (typeof revision !== 'number' || typeof phase !== 'string') return undefined;
  return {
    revision,
    phase,
    model: textAt(stored, 'model'),
    runtime: textAt(stored, 'runtime'),
    at: textAt(stored, 'at'),
    by: textAt(stored, 'by'),
    cli: textAt(stored, 'cli'),
  };
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: somebody edited the annotation by hand.
    return undefined;
  }
}

function fieldOf(block: unknown, field: string): unknown {
  return typeof block === 'object' && block !== null ? Reflect.get(block, field) : undefined;
}

function textAt(block: unknown, field: string): string {
  const value = fieldOf(block, field);
  return typeof value === 'string' ? value : '';
}
