import type { V1ConfigMap, V1Deployment } from '@kubernetes/client-node';
import type { SharedCluster } from './cluster/join-cluster.ts';

/** What is stored of a release, read without any code of the program. */
export interface StoredState {
  readonly phase: string;
  readonly revision: number;
  readonly pending: { readonly process: number; readonly kind: string } | undefined;
  readonly image: string;
  /** Which revisions the record holds. */
  readonly revisions: readonly string[];
}

/** The record of a release, or undefined when there is none. */
export async function readState(
  cluster: SharedCluster,
  namespace: string,
  release: string,
): Promise<StoredState | undefined> {
  const path = `/api/v1/namespaces/${namespace}/configmaps/llmkube.${release}`;
  const { status, body } = await cluster.api.request('GET', path);
  if (status === 404) return undefined;
  const { data, binaryData } = body as V1ConfigMap;
  const { phase, revision, pending } = JSON.parse(data?.state ?? '');
  const { image } = JSON.parse(data?.intent ?? '').runtime;
  return { phase, revision, pending, image, revisions: Object.keys(binaryData ?? {}) };
}

/** The image that the Deployment of a release runs, or undefined when there is none. */
export async function readImage(
  cluster: SharedCluster,
  namespace: string,
  release: string,
): Promise<string | undefined> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${release}`;
  const { body } = await cluster.api.request('GET', path);
  return (body as V1Deployment).spec?.template.spec?.containers[0]?.image;
}
