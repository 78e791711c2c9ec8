import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import type { FieldChange } from './field-changes.ts';

const fileAt = (name: string) => ({ source: `https://models.example/${name}.gguf` });
const digested = { ...fileAt('a'), sha256: 'b'.repeat(64) };
const projector = (file: PartialIntent): PartialIntent => ({ model: { projector: file } });
const draft = (file: PartialIntent): PartialIntent => ({ model: { draft: file } });
const inStore = (s3: PartialIntent): PartialIntent => ({
  model: { source: 's3://bucket/m.gguf', s3 },
});
const adapters = (file: object): PartialIntent => ({ model: { adapters: [file] } });
const drafting = { ...draft(fileAt('a')), serving: { speculative: { method: 'draft-simple' } } };

/** Changes of the files beside the weights. */
export const fileChanges: Readonly<Record<string, FieldChange>> = {
  'model.s3.secret': { given: inStore({ secret: 'keys' }), beside: inStore({ region: 'eu-1' }) },
  'model.s3.endpoint': {
    given: inStore({ endpoint: 'https://store.example' }),
    beside: inStore({ region: 'eu-1' }),
  },
  'model.s3.region': { given: inStore({ region: 'eu-2' }), beside: inStore({ region: 'eu-1' }) },
  'model.projector.source': { given: projector(fileAt('b')), beside: projector(fileAt('a')) },
  'model.projector.sha256': { given: projector(digested), beside: projector(fileAt('a')) },
  'model.draft.source': { given: draft(fileAt('b')), beside: drafting },
  'model.draft.sha256': { given: draft(digested), beside: drafting },
  'model.adapters[].source': { given: adapters(fileAt('b')), beside: adapters(fileAt('a')) },
  'model.adapters[].sha256': { given: adapters(digested), beside: adapters(fileAt('a')) },
  'model.adapters[].scale': {
    given: adapters({ ...fileAt('a'), scale: 0.5 }),
    beside: adapters(fileAt('a')),
  },
};
