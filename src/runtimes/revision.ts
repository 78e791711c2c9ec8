import type { Resolved } from '../core/resolve/resolved.ts';

/** Which state of a repository an engine fetches, where it fetches one. */
export function revision({ model }: Pick<Resolved, 'model'>): string[] {
  return model.kind === 'repository' && model.revision !== undefined
    ? ['--revision', model.revision]
    : [];
}
