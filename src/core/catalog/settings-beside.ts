import { fieldOf } from '../record/summary.ts';
import type { Runtime } from '../runtime.ts';
import type { CatalogSettings, Sampling } from './catalog-settings.ts';

type Said = Readonly<Record<string, unknown>>;

/** What a runtime tells of the fields that it has. */
export type SettingsRuntime = Pick<Runtime, 'name' | 'isSaid' | 'fieldWords'>;

/**
 * The settings that the runtime has fields for and nothing given stands in for: a field that is set
 * or taken away, an argument of the engine that says it, or a mode in which it would have no effect.
 */
export function settingsBeside(
  settings: CatalogSettings,
  given: Said,
  runtime: SettingsRuntime,
): CatalogSettings | undefined {
  const mode = fieldOf(given.serving, 'mode') ?? 'chat';
  const block = fieldOf(given.runtime, runtime.name);
  const own = fieldOf(block, 'sampling');
  if (mode !== 'chat' || block === null || own === null) return undefined;
  const args = wordsOf(fieldOf(given.runtime, 'args'));
  const open = Object.entries(settings.sampling).filter(
    ([name]) =>
      Object.hasOwn(runtime.fieldWords, `spec.runtime.${runtime.name}.sampling.${name}`) &&
      fieldOf(own, name) === undefined &&
      !runtime.isSaid(args, `sampling.${name}`),
  );
  if (open.length === 0) return undefined;
  return { ...settings, sampling: Object.fromEntries(open) as Sampling };
}

/**
 * Those that nothing stands in for in a release: what is given this time tells what is taken away,
 * and its whole intent what was said before.
 */
export function settingsOfRelease(
  settings: CatalogSettings | undefined,
  { given = {}, intent }: { readonly given?: Said | undefined; readonly intent: Said },
  runtime: SettingsRuntime,
): CatalogSettings | undefined {
  const beside = settings && settingsBeside(settings, given, runtime);
  return beside && settingsBeside(beside, intent, runtime);
}

// Whatever else it is, is refused where the whole is read.
function wordsOf(args: unknown): readonly string[] {
  return Array.isArray(args) ? args.map(String) : [];
}
