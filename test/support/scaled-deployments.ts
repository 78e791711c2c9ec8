import type { V1Deployment } from '@kubernetes/client-node';
import type { SharedCluster } from './cluster/join-cluster.ts';
import { runCli } from './run-cli.ts';

interface Change {
  readonly action: string;
  readonly object: string;
  readonly paths: readonly string[];
}

/** Deploys to one namespace of a cluster, and what is asked there about who decides replicas. */
export function scaledDeployments(cluster: SharedCluster, namespace: string) {
  const path = (release: string) => `/apis/apps/v1/namespaces/${namespace}/deployments/${release}`;
  return {
    /** How a release is deployed whose weights lie at that URL. */
    words: (release: string, source: string, sets: readonly string[]) => [
      ...['deploy', release, '-n', namespace, '--no-wait'],
      ...['--source', `${source}/tiny.gguf`, '--image', 'e:1', '--cache', 'none'],
      ...sets.flatMap((set) => ['--set', set]),
    ],

    /** The changes that a deploy made, and the warnings that it gave. */
    async run(words: readonly string[]) {
      const { events, exitCode, stdout } = await runCli([...words, '-o', 'json'], cluster);
      if (exitCode !== 0) throw new Error(stdout);
      const changes = (events.at(-1)?.changes ?? []) as readonly Change[];
      return {
        changes: changes
          .filter(({ action }) => action !== 'unchanged')
          .map(({ action, object, paths }) => [action, object.split(' ')[0], ...paths]),
        warnings: events.filter(({ type }) => type === 'warning').map(({ message }) => message),
      };
    },

    /** How many pods are wanted, and which managers say so. */
    async read(release: string) {
      const { spec, metadata } = await cluster.api.ask<V1Deployment>('GET', path(release));
      const owners = (metadata?.managedFields ?? [])
        .filter(({ fieldsV1 }) => Object(Object(fieldsV1)['f:spec'])['f:replicas'] !== undefined)
        .map(({ manager = '', subresource }) => [manager, subresource ?? ''].join('/'));
      return { replicas: spec?.replicas, owners: owners.toSorted() };
    },

    /** What a controller does that decides, under its own name. */
    async scaleAs(manager: string, release: string, replicas: number) {
      const url = `${path(release)}/scale?fieldManager=${manager}`;
      const metadata = { name: release, namespace };
      const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata, spec: { replicas } };
      await cluster.api.ask('PUT', url, scale);
    },
  };
}
