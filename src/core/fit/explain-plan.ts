import { formatBytes } from '../text/bytes.ts';
import type { FitQuestion } from './draft.ts';
import type { Estimate } from './estimate.ts';
import type { FitSettings } from './fit-configuration.ts';
import { flashAttentionOf } from './flash-attention.ts';
import type { PlaceEstimate } from './place-estimate.ts';

/** Sentences without a full stop on where a model is; places without anything are left out. */
export function explainPlaces({ devices, host, placement }: Estimate): string[] {
  const lines = placement.devices.flatMap(({ layers: { from, to }, hasOutput }, index) => {
    const place = devices[index];
    if (place === undefined || (to <= from && !hasOutput)) return [];
    const output = hasOutput ? ' and the output' : '';
    const layers = to - from === 1 ? '1 layer' : `${to - from} layers`;
    return [`${place.id} has ${layers}${output}: ${roomOf(place)}`];
  });
  return [...lines, `the host: ${roomOf(host)}`];
}

/** Why flash attention is off although nobody said so. */
export function explainFlashAttention(
  { facts, want, hardware }: FitQuestion,
  settings: FitSettings,
): string[] {
  const wanted = { ...settings, flashAttention: want.flashAttention ?? 'auto' } as const;
  const { on, unsupportedSize } = flashAttentionOf(facts, wanted, hardware.devices);
  if (on || want.flashAttention !== undefined) return [];
  const why = unsupportedSize === undefined ? 'this model' : `heads of ${unsupportedSize}`;
  return [`flash attention is off: there is none for ${why}`];
}

function roomOf({ usedBytes, limitBytes }: PlaceEstimate): string {
  const used = formatBytes(usedBytes);
  return limitBytes === undefined ? used : `${used} of ${formatBytes(limitBytes)}`;
}
