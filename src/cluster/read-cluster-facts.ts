import type { KindRef, Manifest } from '../core/manifest.ts';
import type { ClusterFacts } from '../core/profile/profile-of.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Connection } from './http/connection.ts';
import { parseAnswer } from './http/parse-answer.ts';
import { expectAnswer } from './http/send-request.ts';
import { keepNode } from './keep-node.ts';
import { listObjects } from './list-pages.ts';

interface Asking {
  readonly connection: Connection;
  readonly signal?: AbortSignal | undefined;
  /** Hears of each part that this user may not read. */
  readonly onMissing: (error: LlmkubeError) => void;
}

/**
 * What of a cluster as a whole decides what a release becomes there. Throws `FORBIDDEN` when this
 * user may read none of it: the version alone, which even strangers get, says nothing.
 */
export async function readClusterFacts(asking: Asking): Promise<ClusterFacts> {
  const [kubernetes, nodes, storageClasses] = await Promise.all([
    readVersion(asking),
    listAll({ apiVersion: 'v1', kind: 'Node' }, keepNode, asking),
    listAll({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' }, keepClass, asking),
  ]);
  const refusals = [nodes, storageClasses].filter((part) => part instanceof LlmkubeError);
  if (refusals.length === 2 && refusals[0] !== undefined) throw refusals[0];
  for (const refusal of refusals) asking.onMissing(refusal);
  return { kubernetes, nodes: readable(nodes), storageClasses: readable(storageClasses) };
}

async function readVersion({ connection, signal }: Asking): Promise<string> {
  const call = {
    what: 'read the version of the API server',
    method: 'GET',
    path: '/version',
    signal,
  } as const;
  const answer = await expectAnswer(connection, call);
  const { gitVersion } = parseAnswer<{ gitVersion?: unknown }>(connection.access, call, answer);
  return String(gitVersion);
}

async function listAll(
  kind: KindRef,
  keep: (object: Manifest) => Manifest,
  { connection, signal }: Asking,
): Promise<readonly Manifest[] | LlmkubeError> {
  try {
    return (await listObjects(connection, { kind, namespace: undefined, keep, signal })).items;
  } catch (error) {
    if (!(error instanceof LlmkubeError) || error.code !== 'FORBIDDEN') throw error;
    return error;
  }
}

function keepClass({ apiVersion, kind, metadata }: Manifest): Manifest {
  const { name, annotations, creationTimestamp } = metadata;
  const kept = { name, ...(annotations === undefined ? {} : { annotations }) };
  return {
    ...{ apiVersion, kind },
    metadata: { ...kept, ...(creationTimestamp ? { creationTimestamp } : {}) },
  };
}

function readable(part: readonly Manifest[] | LlmkubeError): readonly Manifest[] | undefined {
  return part instanceof LlmkubeError ? undefined : part;
}
