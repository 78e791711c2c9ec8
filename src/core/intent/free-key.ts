import { domain } from '../marks.ts';
import { qualifiedName } from './object-name.ts';

/** A key of a label or an annotation that a user may set: none of those that mark a release. */
export const freeKey = qualifiedName.refine(
  (key) => !key.startsWith(`${domain}/`) && !key.startsWith('app.kubernetes.io/'),
  'is a key that llmkube sets itself',
);
