import type { PeerItem } from './peer-item.ts';

const selector = {
  'cli.llmkube.dev/release': 'qwen',
  'cli.llmkube.dev/component': 'server',
};

/** Selectors, labels and what an update does (6.1). */
export const updates: readonly PeerItem[] = [
  {
    id: '1 #301',
    promise: 'another model leaves the selector as it is',
    shown: {
      given: { model: { id: 'other', source: 'https://models.example/other.gguf' } },
      holds: { 'Deployment.spec.selector.matchLabels': selector },
    },
  },
  {
    id: '2 #606',
    promise: 'a selector that differs is no loop: it is refused, and replacing is asked for',
    shown: { differs: 'the selector is frozen: two labels that no field reaches' },
  },
  {
    id: '3 #456',
    promise: 'what others write into the template survives',
    shown: {
      file: 'test/commands/drift.cluster.test.ts',
      title: 'what others add to the objects stays, and does not make a deploy write',
    },
  },
  {
    id: '4 #485',
    promise: 'an autoscaler decides the replicas',
    shown: {
      file: 'test/commands/autoscale.cluster.test.ts',
      title: 'a number of replicas is handed over to the autoscaler, and what it writes stays',
    },
  },
  {
    id: '5',
    promise: 'replicas that somebody else writes meanwhile stay',
    shown: {
      file: 'test/commands/drift.cluster.test.ts',
      title: 'who scaled a Deployment by hand keeps that number, through changes too',
    },
  },
  {
    id: '6 #720',
    promise: 'another type or port of the Service is an update of it',
    shown: {
      given: { network: { service: { port: 80 } } },
      holds: { 'Service.spec.ports.0.port': 80, 'Service.spec.ports.0.targetPort': 'http' },
    },
  },
  {
    id: '7',
    promise: 'nothing blocks the deletion of its owner',
    shown: { given: {}, holds: { 'Deployment.metadata.ownerReferences': undefined } },
  },
  {
    id: '8',
    promise: 'labels of pods take over none of ours',
    shown: {
      given: { pod: { labels: { 'cli.llmkube.dev/release': 'other' } } },
      refused: 'is a key that llmkube sets itself',
    },
  },
  {
    id: '8',
    promise: 'labels of pods are none of the selector',
    shown: {
      given: { pod: { labels: { team: 'a' } } },
      holds: {
        'Deployment.spec.template.metadata.labels.team': 'a',
        'Deployment.spec.selector.matchLabels': selector,
        'Service.spec.selector': selector,
      },
    },
  },
  {
    id: '9',
    promise: 'what the server fills in is no change',
    shown: {
      file: 'test/core/plan/make-plan.test.ts',
      title: 'what only the server writes is no change',
    },
  },
  {
    id: '10 #922',
    promise: 'a change of the security of the download is seen',
    shown: {
      given: { pod: { containerSecurity: { readOnlyRootFilesystem: false } } },
      holds: { 'pod.initContainers.0.securityContext.readOnlyRootFilesystem': false },
    },
  },
  {
    id: '11',
    promise: 'no history of revisions is none, and not the usual one',
    shown: {
      given: { rollout: { revisionHistoryLimit: 0 } },
      holds: { 'Deployment.spec.revisionHistoryLimit': 0 },
    },
  },
  {
    id: '12',
    promise: 'to render twice gives the same bytes',
    shown: {
      file: 'test/core/render/golden.test.ts',
      title: 'is rendered to the same bytes each time',
    },
  },
];
