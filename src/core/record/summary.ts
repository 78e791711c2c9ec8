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
  /** What the engine computes on, e.g. `nvidia.com/gpu:2` or `cpu`; older summaries lack it. */
  readonly accelerator?: string;
  /** Where the weights are kept, e.g. `release` or `claim:NAME`; older summaries lack it. */
  readonly cache?: string;
  /** Of its Service, where it is not the usual one. */
  readonly port?: number;
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
  const [accelerator, cache] = [textAt(stored, 'accelerator'), textAt(stored, 'cache')];
  const port = fieldOf(stored, 'port');
  return {
    revision,
    phase,
    model: textAt(stored, 'model'),
    runtime: textAt(stored, 'runtime'),
    at: textAt(stored, 'at'),
    by: textAt(stored, 'by'),
    cli: textAt(stored, 'cli'),
    ...(accelerator === '' ? {} : { accelerator }),
    ...(cache === '' ? {} : { cache }),
    ...(typeof port === 'number' ? { port } : {}),
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

/** A field of what may be no object at all. */
export function fieldOf(block: unknown, field: string): unknown {
  return typeof block === 'object' && block !== null ? Reflect.get(block, field) : undefined;
}

/** A text among such fields, or an empty one. */
export function textAt(block: unknown, field: string): string {
  const value = fieldOf(block, field);
  return typeof value === 'string' ? value : '';
}
