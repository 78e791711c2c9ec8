import type { Resolved } from '../resolve/resolved.ts';

/** Any number works; a fixed one keeps the files of a cache readable over restarts. */
const unprivilegedId = 10001;

/** What a cluster that assigns users by itself, such as OpenShift, refuses to be told. */
const fixedIdentity = {
  runAsUser: unprivilegedId,
  runAsGroup: unprivilegedId,
  fsGroup: unprivilegedId,
  fsGroupChangePolicy: 'OnRootMismatch',
} as const;

/** The security context of every pod, with what the user says laid over it. */
export function podSecurityOf({
  pod = {},
  renderGroup,
}: Pick<Resolved, 'pod' | 'renderGroup'>): object {
  return {
    runAsNonRoot: true,
    ...(pod.identity === 'assigned' ? {} : fixedIdentity),
    ...(renderGroup === undefined ? {} : { supplementalGroups: [renderGroup] }),
    seccompProfile: { type: 'RuntimeDefault' },
    ...pod.security,
  };
}
