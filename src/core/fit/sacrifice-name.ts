/** What may be given up so that a model fits. */
export type SacrificeName = 'kv-type' | 'micro-batch' | 'experts' | 'layers' | 'context';

/** From what is missed least to what is missed most. */
export const defaultSacrifices: readonly SacrificeName[] = [
  'kv-type',
  'micro-batch',
  'experts',
  'layers',
  'context',
];
