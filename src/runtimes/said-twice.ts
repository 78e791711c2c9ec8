import type { EngineIntent, EngineRule } from '../core/intent/runtime-schema.ts';
import { valueAt } from '../core/value-at.ts';

/** A field that all engines share, and one that an argument of an engine says too. */
export interface SharedField {
  /** Of a spec, e.g. `serving.speculative.tokens`. */
  readonly path: string;
  /** The argument. */
  readonly word: string;
  isSaid(args: readonly string[], intent: EngineIntent): boolean;
}

/** Refuses what a field and an argument say, which the engine would take the argument for. */
export function saidTwiceRules(fields: readonly SharedField[]): readonly EngineRule[] {
  return fields.map(({ path, word, isSaid }) => ({
    path: path.split('.'),
    message: `is said already by \`${word}\` in \`runtime.args\``,
    breaks: (intent) =>
      valueAt(intent.whole, path.split('.')) !== undefined && isSaid(intent.args, intent),
  }));
}
