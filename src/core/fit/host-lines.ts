import type { CacheBytes } from './cache-bytes.ts';
import type { ContextShape } from './context-shape.ts';
import type { FitSettings } from './fit-configuration.ts';
import { kvBytes } from './kv-types.ts';
import type { ModelFacts } from './model-facts.ts';
import type { EstimateLine } from './place-estimate.ts';
import type { PlacedWeights } from './place-weights.ts';

export interface HostParts {
  readonly weights: Pick<PlacedWeights, 'host' | 'repacked'>;
  readonly cache: CacheBytes;
  readonly compute: number;
  readonly settings: FitSettings;
  readonly context: ContextShape;
}

/** Text, score and type of a token, and its places in two maps: an estimate. */
const bytesPerToken = 200;

/** The lines of the host. */
export function hostLines(facts: ModelFacts, parts: HostParts): EstimateLine[] {
  const { weights, cache, compute, settings, context } = parts;
  const prompts = Math.max(0, settings.promptCacheBytes);
  const checkpoints = checkpointCount(settings, context) * checkpointBytes(facts, parts);
  const part = (what: EstimateLine['what'], bytes: number, why: string): EstimateLine => ({
    what,
    bytes,
    exact: exactParts.has(what),
    why,
  });
  const { mapped } = settings;
  return [
    part('weights', weights.host, mapped ? 'mapped from the file' : 'read from the file'),
    part('repacked', weights.repacked, 'weights rearranged for the processor'),
    part('kv', cache.kv, `${context.tokens} tokens`),
    part('state', cache.state, `${context.slots} slots`),
    part('compute', compute, `batches of ${context.microBatch} tokens`),
    part('output', 4 * facts.vocabulary * context.outputs, `${context.outputs} outputs`),
    part('tokenizer', bytesPerToken * facts.vocabulary, `${facts.vocabulary} tokens`),
    part('prompt-cache', prompts, 'grows to this with past conversations'),
    part('checkpoints', checkpoints, 'grows to this with long conversations'),
  ];
}

const exactParts: ReadonlySet<string> = new Set(['weights', 'repacked', 'kv', 'state', 'output']);

/** The engine keeps one after so many tokens of a slot, and a number of them at most. */
function checkpointCount(settings: FitSettings, { perSlot, slots }: ContextShape): number {
  const { checkpoints, checkpointTokens } = settings;
  const room = checkpointTokens > 0 ? Math.ceil(perSlot / checkpointTokens) : checkpoints;
  return Math.min(Math.max(0, checkpoints), room) * slots;
}

/** A checkpoint is what cannot be cut back: windows, and the state of one sequence. */
function checkpointBytes(
  { sums, window }: ModelFacts,
  { settings, context }: Pick<HostParts, 'settings' | 'context'>,
): number {
  const keys = kvBytes(settings.keyType, sums.windowed.keys.at(-1) ?? 0);
  const values = kvBytes(settings.valueType, sums.windowed.values.at(-1) ?? 0);
  const cells = settings.fullWindows ? 0 : Math.min(window, context.cells);
  return (keys + values) * cells + (sums.state.at(-1) ?? 0);
}
