import type { Facts } from './facts.ts';
import type { Row, Rows } from './row.ts';

// Where another engine is asked for, that alone is said.
function ofOther(name: string): Row {
  return {
    drop: ({ service }: Facts) =>
      service.runtime === name ? undefined : `only the engine \`${name}\` read it`,
    parts: () => [],
  };
}

const onlyMac = { drop: 'only the engine oMLX on a Mac read it' } as const;

/** What engines other than llama.cpp were told. */
export const engineRows: Rows = {
  vllmConfig: ofOther('vllm'),
  tgiConfig: ofOther('tgi'),
  sglangConfig: ofOther('sglang'),
  personaPlexConfig: ofOther('personaplex'),
  args: ofOther('generic'),
  turboQuantBits: onlyMac,
  pagedSSDCacheDir: onlyMac,
  hotCacheMaxSize: onlyMac,
  pagedSSDCacheMaxSize: onlyMac,
};
