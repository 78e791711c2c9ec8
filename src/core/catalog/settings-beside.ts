import type { PartialIntent } from '../intent/merge-intent.ts';
import { fieldOf } from '../record/summary.ts';
import type { Runtime } from '../runtime.ts';
import type { CatalogSettings, Sampling } from './catalog-settings.ts';

/**
 * The settings that the runtime has fields for and nothing given stands in for: a field that is set
 * or taken away, an argument of the engine that says it, or a mode in which it would have no effect.
 */
export function settingsBeside(
  { sampling }: CatalogSettings,
  given: PartialIntent,
  runtime: Pick<Runtime, 'name' | 'isSaid' | 'fieldWords'>,
): CatalogSettings | undefined {
  const mode = fieldOf(given.serving, 'mode') ?? 'chat';
  const block = fieldOf(given.runtime, runtime.name);
  const own = fieldOf(block, 'sampling');
  if (mode !== 'chat' || block === null || own === null) return undefined;
  const args = wordsOf(fieldOf(given.runtime, 'args'));
  const open = Object.entries(sampling).filter(
    ([name]) =>
      Object.hasOwn(runtime.fieldWords, `spec.runtime.${runtime.name}.sampling.${name}`) &&
      fieldOf(own, name) === undefined &&
      !runtime.isSaid(args, `sampling.${name}`),
  );
  return open.length === 0 ? undefined : { sampling: Object.fromEntries(open) as Sampling };
}

// Whatever else it is, is refused where the whole is read.
function wordsOf(args: unknown): readonly string[] {
  return Array.isArray(args) ? args.map(String) : [];
}
