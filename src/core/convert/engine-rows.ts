import { ofEngines } from './of-engines.ts';
import { personaplexRows } from './personaplex-rows.ts';
import { referencesIn, withoutReferences } from './references.ts';
import type { Rows } from './row.ts';
import { sglangRows } from './sglang-rows.ts';
import { tgiRows } from './tgi-rows.ts';
import { vllmRows } from './vllm-rows.ts';

const onlyMac = { drop: 'only the engine oMLX on a Mac read it' } as const;

const genericRows: Rows = ofEngines(['generic'], {
  args: {
    refusals: ({ service }) => referencesIn(service.args ?? []),
    drop: ({ service }) => (service.args?.length === 0 ? 'it is empty' : undefined),
    to: 'runtime.args',
    as: ({ service }) => service.args?.map((text) => withoutReferences(text)),
  },
});

/** What engines other than llama.cpp were told. */
export const engineRows: Rows = {
  ...vllmRows,
  ...sglangRows,
  ...tgiRows,
  ...genericRows,
  ...personaplexRows,
  turboQuantBits: onlyMac,
  pagedSSDCacheDir: onlyMac,
  hotCacheMaxSize: onlyMac,
  pagedSSDCacheMaxSize: onlyMac,
};
