/**
 * What marks an object as ours. The domain is a subdomain of the Go operator's group, so its
 * keys and ours never meet. The selector is frozen for ever: a Deployment's selector cannot
 * change, so one more key in it would break every release made before.
 */
export const domain = 'cli.llmkube.dev';

/** Constant for ever: other tools match on it, and a new name would orphan every owned field. */
export const fieldManager = 'llmkube';

/** Who owns which fields of ours. What one of them wrote no apply of another one takes away. */
export const fieldManagers = {
  main: fieldManager,
  /** Owns nothing but the annotation that restarts pods. */
  restart: 'llmkube-restart',
  /** Owns a number of replicas from when an autoscaler is made until it writes another one. */
  handover: 'llmkube-handover',
} as const;

/** Who asks for new pods by a schedule, from inside of the cluster. */
export const recycleManager = 'llmkube-recycle';

export const labelKeys = {
  release: `${domain}/release`,
  component: `${domain}/component`,
  record: `${domain}/record`,
} as const;

export const annotationKeys = {
  releaseId: `${domain}/release-id`,
  modelId: `${domain}/model-id`,
  summary: `${domain}/summary`,
  restartedAt: `${domain}/restarted-at`,
} as const;

export type Component = 'server' | 'cache' | 'config' | 'recycle';

export function selectorOf(release: string, component: Component): Record<string, string> {
  return { [labelKeys.release]: release, [labelKeys.component]: component };
}

export function labelsOf(release: string, component: Component): Record<string, string> {
  return {
    ...selectorOf(release, component),
    'app.kubernetes.io/name': 'llmkube',
    'app.kubernetes.io/instance': release,
    'app.kubernetes.io/managed-by': 'llmkube',
  };
}

/** The claim that all releases of a namespace share when they ask for it. */
export const sharedCacheName = 'llmkube-cache';

/** What marks it: ours, and of no release. */
export const sharedCacheLabels: Readonly<Record<string, string>> = {
  [labelKeys.component]: 'cache',
  'app.kubernetes.io/name': 'llmkube',
  'app.kubernetes.io/managed-by': 'llmkube',
};
