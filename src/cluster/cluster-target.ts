import { render } from '../core/render/render.ts';
import type { Target, TargetAddress } from '../core/target.ts';
import { applyObject, compareObject } from './apply-object.ts';
import { askRelease } from './ask/ask-release.ts';
import { createNamespace } from './create-namespace.ts';
import { endpointOf } from './endpoint.ts';
import { listAutoscalers } from './list-autoscalers.ts';
import { listMarked } from './list-marked.ts';
import { listReleases } from './list-releases.ts';
import { streamLog } from './logs/stream-log.ts';
import { type Place, readObject, removeObject } from './objects.ts';
import { readPodLog } from './pod-logs.ts';
import { listNodes } from './read-nodes.ts';
import { followRelease } from './watch/follow-release.ts';

/** The port that actions speak to, over one namespace of one cluster. */
export function createClusterTarget(place: Place): Target {
  const { connection, namespace } = place;
  const { context } = connection.access;
  const address: TargetAddress = {
    kind: 'cluster',
    namespace,
    ...(context === undefined ? {} : { context }),
  };
  return {
    address,
    readRecord: async (release) => await (await loadRecords()).readRecord(place, release),
    commitRecord: async (record, version) =>
      await (await loadRecords()).commitRecord(place, record, version),
    removeRecord: async (release, version) =>
      await (await loadRecords()).removeRecord(place, release, version),
    listReleases: async (scope) =>
      await listReleases(place, scope === 'everywhere' ? undefined : namespace),
    render: (release, resolved, runtime) => render({ release, namespace, resolved, runtime }),
    endpoint: (release, served) => endpointOf(release, served, address),
    compare: async (manifest, options) => await compareObject(place, manifest, options),
    apply: async (manifest, options) => await applyObject(place, manifest, options),
    read: async (ref) => await readObject(place, ref),
    listObjects: async (kind, release) => await listMarked(place, kind, release),
    nodes: async (labels) => await listNodes(place, labels),
    autoscalersOf: async (ref) => await listAutoscalers(place, ref),
    attend: async () => {},
    remove: async (ref, uid) => await removeObject(place, ref, uid),
    createNamespace: async () => await createNamespace(place),
    facts: (release, signal) => followRelease(place, release, signal),
    ask: async (question) => await askRelease(place, question),
    logs: async (request) => await readPodLog(place, request),
    streamLog: (request, signal) => streamLog(place, request, signal),
    close: async () => await connection.close(),
  };
}

// Reading records brings the schema library along, which `list` never needs.
async function loadRecords() {
  return await import('./record-store.ts');
}
