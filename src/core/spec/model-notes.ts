import type { FieldNote } from './field-note.ts';

const ofFile = (what: string): Readonly<Record<string, FieldNote>> => ({
  [`${what}.source`]: {
    says: 'Where it is, in the forms of `model.source`; beside weights in a claim it is in that claim.',
  },
  [`${what}.sha256`]: {
    says: 'The digest that the downloaded file must have.',
    default: 'what the source tells, else not checked',
  },
});

/** What the fields of the files beside the weights mean. */
export const modelNotes: Readonly<Record<string, FieldNote>> = {
  'spec.model.projector': {
    says: 'The file that turns images and sound into what the model reads (mmproj).',
    default: 'none: the model reads text alone',
  },
  ...ofFile('spec.model.projector'),
  'spec.model.draft': {
    says: 'A small model that guesses tokens ahead, with a `serving.speculative.method` that drafts.',
    default: 'none',
  },
  ...ofFile('spec.model.draft'),
  'spec.model.adapters': {
    says: 'LoRA adapters that are laid over the weights from the start.',
    default: 'none',
  },
  ...ofFile('spec.model.adapters[]'),
  'spec.model.adapters[].scale': { says: 'How much it counts.', default: '1' },
};
