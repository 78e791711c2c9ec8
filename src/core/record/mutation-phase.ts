/** What happened to the last change of the objects; it never describes the pods. */
export const mutationPhases = [
  'deploying',
  'deployed',
  'failed',
  'interrupted',
  'deleting',
] as const;

export type MutationPhase = (typeof mutationPhases)[number];
