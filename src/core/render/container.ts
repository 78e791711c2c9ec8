import type { Resolved } from '../resolve/resolved.ts';

/** Names that other parts look for: logs, phases and metrics refer to them. */
export const containerNames = { server: 'server', downloader: 'download' } as const;

/** What every container of ours gives up; the `restricted` Pod Security level asks for it. */
const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
} as const;

/** The security context of every container, with what the user says laid over it. */
export function containerSecurityOf({ pod }: Pick<Resolved, 'pod'>): object {
  return { ...containerSecurity, ...pod?.containerSecurity };
}

/**
 * Keeps Kubernetes from replacing `$(NAME)` inside a value by that variable (container.args and
 * env in the Kubernetes API reference, v1.37): a doubled dollar sign stands for one.
 */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** The same, but for references to those variables of ours. */
export function literalBut(names: readonly string[]): (text: string) => string {
  const references = new Set(names.map((name) => `$(${name})`));
  return (text) =>
    text.replaceAll(/\$\([A-Z_]+\)|\$/g, (found) =>
      references.has(found) ? found : literal(found),
    );
}
