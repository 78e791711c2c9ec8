import { whenOn } from './block-rows.ts';
import { ofEngines } from './of-engines.ts';
import type { Rows } from './row.ts';
import { tokenRow } from './token-row.ts';

/** What PersonaPlex was told. */
export const personaplexRows: Rows = ofEngines(['personaplex'], {
  'personaPlexConfig.quantize4Bit': {
    ...whenOn(
      ({ service }) => service.personaPlexConfig?.quantize4Bit,
      'runtime.personaplex.quantization',
    ),
    as: () => '4bit',
  },
  'personaPlexConfig.cpuOffload': whenOn(
    ({ service }) => service.personaPlexConfig?.cpuOffload,
    'runtime.personaplex.cpuOffload',
  ),
  'personaPlexConfig.hfTokenSecretRef': tokenRow(
    ({ service }) => service.personaPlexConfig?.hfTokenSecretRef,
  ),
});
