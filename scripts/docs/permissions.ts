/** Verbs on one resource, spelled as in a Role. */
export interface Permission {
  readonly group:
    | ''
    | 'apps'
    | 'autoscaling'
    | 'policy'
    | 'events.k8s.io'
    | 'batch'
    | 'networking.k8s.io'
    | 'gateway.networking.k8s.io'
    | 'monitoring.coreos.com'
    | 'keda.sh'
    | 'resource.k8s.io'
    | 'storage.k8s.io';
  readonly resource: string;
  readonly verbs: readonly string[];
  /** What is lost without it; absent where the command cannot do its work at all. */
  readonly without?: string;
}

export type PermittedCommand =
  | 'deploy'
  | 'list'
  | 'status'
  | 'render'
  | 'wait'
  | 'scale'
  | 'restart'
  | 'logs'
  | 'chat'
  | 'delete'
  | 'delete --data'
  | 'delete --all';

const configMaps = { group: '', resource: 'configmaps' } as const;
const deployments = { group: 'apps', resource: 'deployments' } as const;
const secrets = { group: '', resource: 'secrets' } as const;
const services = { group: '', resource: 'services' } as const;
const claims = { group: '', resource: 'persistentvolumeclaims' } as const;
const pods = { group: '', resource: 'pods' } as const;
const replicaSets = { group: 'apps', resource: 'replicasets' } as const;
const events = { group: 'events.k8s.io', resource: 'events' } as const;
const autoscalers = { group: 'autoscaling', resource: 'horizontalpodautoscalers' } as const;
const budgets = { group: 'policy', resource: 'poddisruptionbudgets' } as const;
const followed = ['list', 'watch'];
const severalPods = 'No more than one pod, unless `rollout.disruptionBudget` is `none`.';

const references: Permission = {
  ...secrets,
  verbs: ['get'],
  without: 'A Secret that is missing is found by the pod, and not before anything is written.',
};

const accounts: Permission = {
  group: '',
  resource: 'serviceaccounts',
  verbs: ['get'],
  without: 'A missing account of `rollout.recycle` is found by its job alone.',
};

/** What only releases have whose documents say so. */
const chosen = [
  ['networking.k8s.io', 'ingresses', 'network.ingress'],
  ['networking.k8s.io', 'networkpolicies', 'network.policy'],
  ['gateway.networking.k8s.io', 'httproutes', 'network.route'],
  ['monitoring.coreos.com', 'podmonitors', 'monitoring.podMonitor'],
  ['monitoring.coreos.com', 'prometheusrules', 'monitoring.rules'],
  ['keda.sh', 'scaledobjects', 'scale.keda'],
  ['batch', 'cronjobs', 'rollout.recycle'],
] as const;

const choices: readonly Permission[] = chosen.map(([group, resource, field]) => ({
  group,
  resource,
  verbs: ['get', 'create', 'patch', 'delete'],
  without: `No \`${field}\`.`,
}));

/** Servers ask for the one verb or for both, by their version. */
const forwards: Permission = { group: '', resource: 'pods/portforward', verbs: ['get', 'create'] };

const waiting: readonly Permission[] = [
  { ...deployments, verbs: ['watch'], without: 'Its state is asked for every two seconds.' },
  {
    ...pods,
    verbs: followed,
    without: 'No phases and no causes: a pod that cannot start is found when time runs out.',
  },
  {
    ...{ group: '', resource: 'pods/log', verbs: ['get'] },
    without: 'No progress of downloads, and whether an engine uses its GPUs is not known.',
  },
  { ...replicaSets, verbs: followed, without: 'Old and new pods are not told apart.' },
  { ...events, verbs: followed, without: 'Some causes are seen later, others not at all.' },
  {
    group: '',
    resource: 'services/proxy',
    verbs: ['create'],
    without: 'It is proven through a port-forward, or is `not proven`, with the reason.',
  },
  {
    ...forwards,
    without: 'An engine that takes its key in `Authorization` alone is `not proven`.',
  },
  { ...secrets, verbs: ['get'], without: 'A release that asks for an API key is not proven.' },
];

const removal: readonly Permission[] = [
  { ...configMaps, verbs: ['get', 'update', 'delete'] },
  { ...deployments, verbs: ['get', 'delete'] },
  { ...services, verbs: ['get', 'delete'] },
  {
    ...autoscalers,
    verbs: ['get', 'delete'],
    without: 'A release with `scale.autoscale` is not deleted.',
  },
  { ...budgets, verbs: ['get', 'delete'], without: 'A release of several pods is not deleted.' },
  { ...pods, verbs: followed, without: 'It does not wait for the pods to end.' },
  { ...replicaSets, verbs: followed, without: 'It does not wait for them to end.' },
  ...chosen.map(([group, resource, field]) => ({
    group,
    resource,
    verbs: ['get', 'delete'],
    without: `A release with \`${field}\` is not deleted.`,
  })),
];

const unfound = 'What is left of a release whose record is gone is not found.';

const chosenLeftovers: readonly Permission[] = [
  autoscalers,
  budgets,
  ...chosen.map(([group, resource]) => ({ group, resource })),
].map((resource) => ({ ...resource, verbs: ['list'], without: unfound }));

const everything: readonly Permission[] = [
  ...[configMaps, deployments, services, claims].map((resource) => ({
    ...resource,
    verbs: ['list'],
  })),
  ...chosenLeftovers,
];

const leftovers: readonly Permission[] = [
  ...[deployments, services, claims].map((resource) => ({
    ...resource,
    verbs: ['list'],
    without: unfound,
  })),
  ...chosenLeftovers,
];

/**
 * What each command asks of a namespace. A test keeps it true: it takes one verb away at a time.
 * Applying an object that may not exist yet needs `create` beside `patch`.
 */
export const permissions: Readonly<Record<PermittedCommand, readonly Permission[]>> = {
  deploy: [
    references,
    accounts,
    { ...configMaps, verbs: ['get', 'create', 'update'] },
    { ...configMaps, verbs: ['patch', 'delete'], without: 'No `--ca-file` for downloads.' },
    { ...claims, verbs: ['get', 'create', 'patch'] },
    { ...services, verbs: ['get', 'create', 'patch'] },
    { ...deployments, verbs: ['get', 'create', 'patch', 'list'] },
    {
      ...autoscalers,
      verbs: ['get', 'create', 'patch', 'delete'],
      without: 'No `scale.autoscale`.',
    },
    { ...budgets, verbs: ['get', 'create', 'patch', 'delete'], without: severalPods },
    ...choices,
    ...waiting,
  ],
  list: [
    { ...configMaps, verbs: ['list'] },
    { ...deployments, verbs: ['list'] },
  ],
  status: [
    { ...configMaps, verbs: ['get'], without: 'No revision, no model and no last change.' },
    { ...deployments, verbs: ['get'], without: 'The phase is `Unknown`.' },
    { ...pods, verbs: ['list'], without: 'No pods and no causes.' },
    { ...claims, verbs: ['list'], without: 'No claims.' },
    { group: '', resource: 'pods/log', verbs: ['get'], without: 'No memory that is real.' },
  ],
  render: [{ ...configMaps, verbs: ['get'] }],
  wait: [{ ...configMaps, verbs: ['get'] }, { ...deployments, verbs: ['get', 'list'] }, ...waiting],
  scale: [
    references,
    accounts,
    { ...configMaps, verbs: ['get', 'update'] },
    { ...claims, verbs: ['get', 'patch'] },
    { ...services, verbs: ['get', 'patch'] },
    { ...deployments, verbs: ['get', 'patch', 'list'] },
    { ...budgets, verbs: ['get', 'create', 'patch'] },
    { ...budgets, verbs: ['delete'], without: 'It is not scaled from several pods to one.' },
    ...chosen.map(([group, resource, field]) => ({
      group,
      resource,
      verbs: ['get', 'patch'],
      without: `A release with \`${field}\` is not scaled.`,
    })),
    ...waiting,
    {
      ...autoscalers,
      verbs: ['list'],
      without: 'Nobody says that an autoscaler will set another number.',
    },
  ],
  restart: [
    { ...configMaps, verbs: ['get'] },
    { ...deployments, verbs: ['get', 'patch', 'list'] },
    ...waiting,
  ],
  logs: [
    { ...configMaps, verbs: ['get'] },
    { ...pods, verbs: ['list'] },
    { group: '', resource: 'pods/log', verbs: ['get'] },
    {
      ...pods,
      verbs: ['get', 'watch'],
      without: 'With `--follow`, new pods and restarts are looked for every two seconds.',
    },
  ],
  chat: [
    { ...configMaps, verbs: ['get'] },
    {
      group: '',
      resource: 'services/proxy',
      verbs: ['create'],
      without: 'A pod is asked, through a port-forward.',
    },
    { ...pods, verbs: ['list'], without: 'Pods are not found that a port-forward could reach.' },
    {
      ...forwards,
      without: 'An engine that takes its key in `Authorization` alone is not asked.',
    },
    { ...secrets, verbs: ['get'], without: 'A release that asks for an API key is not asked.' },
  ],
  delete: [...removal, ...leftovers],
  'delete --data': [...removal, ...leftovers, { ...claims, verbs: ['get', 'delete'] }],
  'delete --all': [...removal, ...everything, { ...claims, verbs: ['get'] }],
};
