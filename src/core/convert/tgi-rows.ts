import { unlessInWords } from './block-rows.ts';
import { ofEngines } from './of-engines.ts';
import type { Rows } from './row.ts';
import { tokenRow } from './token-row.ts';

/** What text-generation-inference was told. */
export const tgiRows: Rows = ofEngines(['tgi'], {
  'tgiConfig.quantize': { to: 'runtime.tgi.quantization' },
  'tgiConfig.maxInputLength': { to: 'runtime.tgi.maxInputTokens' },
  'tgiConfig.maxTotalTokens': unlessInWords('serving.contextLength'),
  'tgiConfig.dtype': { to: 'runtime.tgi.dtype' },
  'tgiConfig.hfTokenSecretRef': tokenRow(({ service }) => service.tgiConfig?.hfTokenSecretRef),
});
