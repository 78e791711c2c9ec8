/**
 * Every error a user can meet: its stable code, the exit status of the process and what it means.
 * Codes and statuses are public: scripts match on them, so rows are added and never changed.
 */
export const errorCodes = {
  INTERNAL: { exit: 1, title: 'A fault of llmkube itself' },
  USAGE: { exit: 2, title: 'The command line is wrong' },
  INVALID_NAME: { exit: 2, title: 'A name does not fit the rules of Kubernetes' },
  INVALID_SOURCE: { exit: 2, title: 'A model source cannot be read as any known form' },
  INVALID_FIELD: { exit: 2, title: 'A field of the intent has a wrong value' },
  UNSUPPORTED_SOURCE: { exit: 2, title: 'The kind of model source is known but not supported yet' },
  CONFIRMATION_NEEDED: { exit: 2, title: 'Something would be lost and nobody can be asked' },
  CA_FILE_INVALID: { exit: 2, title: 'The file of certificate authorities cannot be used' },
  NAME_TAKEN: { exit: 4, title: 'Another release already folds to this name' },
  CLAIM_NOT_FOUND: { exit: 4, title: 'A claim that the release should mount does not exist' },
  SOURCE_REFUSED: { exit: 4, title: 'The source answers that the model cannot be had' },
  FIELD_CONFLICT: { exit: 4, title: 'Another manager owns a field that would change' },
  FIELD_IMMUTABLE: { exit: 4, title: 'A field that would change can never change' },
  OBJECT_FOREIGN: { exit: 4, title: 'An object of that name exists and belongs to someone else' },
  OBJECT_REJECTED: { exit: 4, title: 'The API server does not accept an object' },
  OBJECT_CHANGED: { exit: 4, title: 'An object was deleted or made again in the meantime' },
  OBJECT_TERMINATING: { exit: 6, title: 'An object is still being deleted' },
  RECORD_UNREADABLE: { exit: 4, title: 'The stored record of a release cannot be read' },
  RECORD_TOO_LARGE: { exit: 4, title: 'The record of a release would be too large to store' },
  RECORD_NEWER: { exit: 4, title: 'The record was written by a newer llmkube' },
  QUOTA_EXCEEDED: { exit: 5, title: 'A quota of the namespace does not leave room' },
  ROLLOUT_FAILED: { exit: 5, title: 'The release cannot become ready' },
  PROOF_FAILED: { exit: 5, title: 'The endpoint does not answer as the asked model' },
  TIMED_OUT: { exit: 6, title: 'The time given was not enough' },
  RELEASE_LOCKED: { exit: 7, title: 'Another llmkube is changing this release' },
  RELEASE_SUPERSEDED: { exit: 7, title: 'Another deploy replaced this revision' },
  NO_TARGET: { exit: 8, title: 'No cluster is configured' },
  KUBECONFIG_INVALID: { exit: 8, title: 'The kubeconfig cannot be used' },
  CLUSTER_UNREACHABLE: { exit: 8, title: 'The API server cannot be reached' },
  CLUSTER_FAULT: { exit: 8, title: 'The API server failed to answer properly' },
  UNAUTHENTICATED: { exit: 8, title: 'The API server does not know these credentials' },
  FORBIDDEN: { exit: 8, title: 'A permission is missing' },
  NAMESPACE_NOT_FOUND: { exit: 8, title: 'The namespace does not exist' },
  RELEASE_NOT_FOUND: { exit: 9, title: 'There is no release of that name' },
  INTERRUPTED: { exit: 130, title: 'The command was interrupted' },
  TERMINATED: { exit: 143, title: 'The command was told to end' },
} as const satisfies Record<string, { exit: number; title: string }>;

export type ErrorCode = keyof typeof errorCodes;
