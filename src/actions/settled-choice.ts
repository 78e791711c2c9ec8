import type { CatalogChoice } from '../core/catalog/find-model.ts';
import { settingsOfRelease } from '../core/catalog/settings-beside.ts';
import { defined } from '../core/defined.ts';
import type { Intent } from '../core/intent/schema.ts';
import { fieldOf } from '../core/record/summary.ts';
import { runtimeNamed } from '../runtimes/runtimes.ts';
import type { DeployRequest } from './prepare-plan.ts';

/**
 * What the catalog has chosen for a release, with those of its settings that the release gets;
 * nothing where the release is of other weights.
 */
export function settledChoice(
  { asked, given }: Pick<DeployRequest, 'asked' | 'given'>,
  intent: Intent,
): CatalogChoice | undefined {
  if (asked?.choice === undefined) return undefined;
  if (fieldOf(asked.intent.model, 'source') !== intent.model.source) return undefined;
  const { settings: _, ...choice } = asked.choice;
  const runtime = runtimeNamed(intent.runtime.kind);
  const settings = settingsOfRelease(choice.entry.settings, { given, intent }, runtime);
  return { ...choice, ...defined({ settings }) };
}
