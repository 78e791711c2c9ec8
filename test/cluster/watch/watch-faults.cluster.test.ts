import { beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../../src/core/manifest.ts';
import { type PassedRequest, startApiProxy } from '../../support/api-proxy.ts';
import { joinCluster } from '../../support/cluster/join-cluster.ts';
import * as faults from '../../support/faults.ts';
import { openTarget, virtualTiming } from '../open-target.ts';

const cluster = joinCluster();
const namespace = 'client-watch-faults';

beforeAll(async () => {
  await cluster.makeNamespace(namespace);
});

// Real sockets and real silences, of which nobody waits for the usual minutes.
const limits = { headers: 1_000, watchSilence: 1_000 };

const page = '<html><body>Bad Gateway</body></html>';

const watchFaults: Readonly<Record<string, faults.Fault>> = {
  'is reset': faults.reset,
  'never begins': faults.stall,
  'ends at once': faults.endStream,
  'is cut within a line': faults.cutStream,
  'falls silent on a half-open connection': faults.silence,
  'is refused with 429': faults.answer(429, { headers: { 'retry-after': '1' } }),
  'is refused with 500': faults.answer(500),
  'is refused with 503': faults.answer(503),
  'is refused with a page of a gateway': faults.answer(502, { page }),
  'has expired': faults.answer(410, { reason: 'Expired' }),
};

test.each(Object.entries(watchFaults))(
  'a watch that %s is taken up again',
  async (title, fault) => {
    const name = `w-${title.replaceAll(' ', '-')}`.slice(0, 40);
    const proxy = await startApiProxy(cluster, namespace);
    const { timing } = virtualTiming();
    const target = await openTarget(proxy.kubeconfig, { timing, limits });
    const direct = await openTarget(cluster.kubeconfig, { namespace });
    const isWatch = ({ path, query }: PassedRequest) =>
      query.has('watch') && path.endsWith('/deployments');
    proxy.fail(isWatch, fault, 2);
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const fact of target.facts(name, stop.signal)) {
      if (fact.kind === 'synced' && fact.of === 'Deployment') await direct.apply(deployment(name));
      if (fact.kind === 'present' && fact.object.kind === 'Deployment') {
        seen.push(fact.object.metadata.name);
        stop.abort();
      }
    }
    expect(seen).toEqual([name]);
    // Listed, watched, and then watched again, or listed again when the version is too old.
    const follows = proxy.requests.filter(
      ({ method, path }) => method === 'GET' && path.endsWith('/deployments'),
    );
    expect(follows.length).toBeGreaterThanOrEqual(3);
  },
);

function deployment(release: string): Manifest {
  const labels = { 'cli.llmkube.dev/release': release };
  const containers = [{ name: 'server', image: 'example.test/none:1' }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: release, labels },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  };
}
