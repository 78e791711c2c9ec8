import { settingsBeside } from '../core/catalog/settings-beside.ts';
import { mergeIntent, type PartialIntent } from '../core/intent/merge-intent.ts';
import { fieldOf } from '../core/record/summary.ts';
import { runtimes } from '../runtimes/runtimes.ts';
import { assumedRuntime } from './intent-of-request.ts';
import type { DeployRequest, NamedModel } from './prepare-plan.ts';

/** The model that a request names, with what its makers recommend where nothing is given. */
export function settledModel({
  asked,
  given,
}: Pick<DeployRequest, 'asked' | 'given'>): NamedModel | undefined {
  if (asked?.choice?.entry.settings === undefined) return asked;
  const kind = fieldOf(given.runtime, 'kind') ?? assumedRuntime;
  const runtime = runtimes.find(({ name }) => name === kind);
  // A kind that there is not is refused where the whole is read.
  if (runtime === undefined) return asked;
  const settings = settingsBeside(asked.choice.entry.settings, given, runtime);
  if (settings === undefined) return asked;
  const block = { runtime: { [runtime.name]: settings } } as unknown as PartialIntent;
  return {
    intent: mergeIntent(asked.intent, block) as PartialIntent,
    choice: { ...asked.choice, settings },
  };
}
