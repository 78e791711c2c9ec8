import type { Permission } from './permissions.ts';

/** What a command asks of the whole cluster. */
export interface ClusterPermission extends Permission {
  /** With the flags that it takes for it. */
  readonly command: string;
}

const nodes = { group: '', resource: 'nodes' } as const;
const slices: Permission = {
  ...{ group: 'resource.k8s.io', resource: 'resourceslices', verbs: ['list'] },
  without: 'GPUs of claims are not shown, which is said.',
};
const unplanned =
  'What a GPU has is not known, which is said; `--gpu-memory`, or `--for` with a profile, tells it.';
const leftOut = 'It is left out of the profile, aloud; without both it cannot do its work.';

/** Without a GPU, and in a namespace that is there, a release needs nothing of it. */
export const clusterPermissions: readonly ClusterPermission[] = [
  { command: 'deploy --gpus', ...nodes, verbs: ['list'], without: unplanned },
  { command: 'deploy --create-namespace', group: '', resource: 'namespaces', verbs: ['create'] },
  { command: 'fit --cluster', ...nodes, verbs: ['list'] },
  { command: 'fit --cluster', ...slices },
  { command: 'fit --node', ...nodes, verbs: ['get'] },
  { command: 'fit --node', ...slices },
  { command: 'cluster snapshot', ...nodes, verbs: ['list'], without: leftOut },
  {
    ...{ command: 'cluster snapshot', group: 'storage.k8s.io', resource: 'storageclasses' },
    ...{ verbs: ['list'], without: leftOut },
  },
];
