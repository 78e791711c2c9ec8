import type { Manifest } from '../core/manifest.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { hasKind } from './has-kind.ts';
import type { Connection } from './http/connection.ts';
import { parseAnswer } from './http/parse-answer.ts';
import { expectAnswer } from './http/send-request.ts';
import { keepNode } from './keep-node.ts';
import { collectionPath } from './kinds.ts';
import { listObjects } from './list-pages.ts';

interface Asking {
  readonly connection: Connection;
  readonly signal?: AbortSignal | undefined;
}

/** Nodes, and the devices that drivers of dynamic resource allocation tell of. */
export interface NodesRead {
  readonly nodes: readonly Manifest[];
  readonly slices: readonly Manifest[];
  /** What could not be seen, each in one sentence. */
  readonly notes: readonly string[];
}

const nodeKind = { apiVersion: 'v1', kind: 'Node' } as const;
const sliceKind = { apiVersion: 'resource.k8s.io/v1', kind: 'ResourceSlice' } as const;

/**
 * Reads the nodes of a cluster, or the one of that name, with their devices. Throws `FORBIDDEN`
 * where this user may not read them, and `NODE_NOT_FOUND`.
 */
export async function readNodes(asking: Asking, name?: string): Promise<NodesRead> {
  const [nodes, found] = await Promise.all([
    name === undefined ? listNodes(asking) : readNode(asking, name),
    readSlices(asking, name),
  ]);
  return { nodes, ...found };
}

/** Nodes with those labels, without what drivers tell of devices. Throws `FORBIDDEN`. */
export async function listNodes(
  { connection, signal }: Asking,
  labels: Readonly<Record<string, string>> = {},
): Promise<readonly Manifest[]> {
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const asked = { kind: nodeKind, namespace: undefined, keep: keepNode, signal, labelSelector };
  return (await listObjects(connection, asked)).items;
}

async function readNode({ connection, signal }: Asking, name: string): Promise<Manifest[]> {
  const path = `${collectionPath(nodeKind, undefined)}/${encodeURIComponent(name)}`;
  const call = { what: `read Node ${name}`, method: 'GET', path, signal } as const;
  const answer = await expectAnswer(connection, call, [404]);
  if (answer.status !== 404) {
    return [keepNode(parseAnswer<Manifest>(connection.access, call, answer))];
  }
  throw new LlmkubeError('NODE_NOT_FOUND', `Cannot find the node \`${name}\`: there is none`, {
    facts: { node: name },
    suggestions: ['kubectl get nodes'],
  });
}

async function readSlices(
  { connection, signal }: Asking,
  node: string | undefined,
): Promise<Omit<NodesRead, 'nodes'>> {
  const fieldSelector = node === undefined ? {} : { fieldSelector: `spec.nodeName=${node}` };
  const keep = ({ apiVersion, kind, metadata: { name }, spec }: Manifest): Manifest => ({
    ...{ apiVersion, kind, spec },
    metadata: { name },
  });
  try {
    const asked = { kind: sliceKind, namespace: undefined, keep, signal, ...fieldSelector };
    const slices = (await listObjects(connection, asked)).items;
    if (slices.length > 0) return { slices, notes: [] };
    const isServed = await hasKind({ connection, namespace: '', signal }, sliceKind);
    const lacks = 'GPUs of claims are not shown: the cluster has no resource.k8s.io/v1';
    return { slices, notes: isServed ? [] : [lacks] };
  } catch (error) {
    if (!(error instanceof LlmkubeError) || error.code !== 'FORBIDDEN') throw error;
    const may = 'you may not list `resourceslices` of `resource.k8s.io` in the whole cluster';
    return { slices: [], notes: [`GPUs of claims are not shown: ${may}`] };
  }
}
