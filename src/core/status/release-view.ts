import type { LlmkubeError } from '../../errors/llmkube-error.ts';
import type { Manifest } from '../manifest.ts';
import type { StoredRecord } from '../target.ts';

/** One part of a release: what was found, or why it cannot be seen. */
export type Sight<T> =
  | { readonly kind: 'seen'; readonly value: T }
  | { readonly kind: 'unseen'; readonly error: LlmkubeError };

/** Everything of a release at one moment. */
export interface ReleaseView {
  readonly record: Sight<StoredRecord | undefined>;
  readonly deployment: Sight<Manifest | undefined>;
  readonly pods: Sight<readonly Manifest[]>;
  readonly claims: Sight<readonly Manifest[]>;
}

/** What was found, or what stands for it where nothing can be seen. */
export function seenOr<T, U>(sight: Sight<T>, otherwise: U): T | U {
  return sight.kind === 'seen' ? sight.value : otherwise;
}
