import type { KindRef, Manifest } from '../core/manifest.ts';
import type { Connection } from './http/connection.ts';
import { parseAnswer } from './http/parse-answer.ts';
import { expectAnswer } from './http/send-request.ts';
import { collectionPath, isAddedKind } from './kinds.ts';

export interface ListRequest<Kept> {
  readonly kind: KindRef;
  /** Nothing means all namespaces. */
  readonly namespace: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Asks for names, labels and annotations only. */
  readonly metadataOnly?: boolean;
  /** Reduces each object at once, so that memory holds what is needed and not what was sent. */
  readonly keep: (object: Manifest) => Kept;
  readonly signal?: AbortSignal | undefined;
}

export interface Listing<Kept> {
  readonly items: readonly Kept[];
  /** Where a watch goes on from. */
  readonly resourceVersion: string;
}

interface RawList {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly Omit<Manifest, 'apiVersion' | 'kind'>[] | null;
}

const pageSize = 500;

/**
 * Reads a whole collection page by page. A list that changed too much to be continued (410) is
 * read once more in one piece.
 */
export async function listObjects<Kept>(
  connection: Connection,
  request: ListRequest<Kept>,
): Promise<Listing<Kept>> {
  const items: Kept[] = [];
  let position = '';
  while (true) {
    const page = await readPage(connection, request, { limit: String(pageSize), position });
    if (page === 'expired') return await listAtOnce(connection, request);
    keepItems(items, page, request);
    position = page.metadata.continue ?? '';
    if (position === '') return { items, resourceVersion: page.metadata.resourceVersion ?? '' };
  }
}

async function listAtOnce<Kept>(
  connection: Connection,
  request: ListRequest<Kept>,
): Promise<Listing<Kept>> {
  const items: Kept[] = [];
  const page = await readPage(connection, request, { limit: '', position: '' });
  if (page === 'expired') throw new TypeError('A list without a position cannot expire');
  keepItems(items, page, request);
  return { items, resourceVersion: page.metadata.resourceVersion ?? '' };
}

interface PageChoice {
  readonly limit: string;
  readonly position: string;
}

async function readPage<Kept>(
  connection: Connection,
  request: ListRequest<Kept>,
  { limit, position }: PageChoice,
): Promise<RawList | 'expired'> {
  const { kind, namespace, labelSelector, fieldSelector } = request;
  const call = {
    what: `list ${kind.kind} objects in ${namespace === undefined ? 'all namespaces' : `namespace ${namespace}`}`,
    method: 'GET',
    path: collectionPath(kind, namespace),
    query: withoutEmpty({ limit, continue: position, labelSelector, fieldSelector }),
    accept: request.metadataOnly
      ? 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
      : 'application/json',
    signal: request.signal,
  } as const;
  const allowed = [...(position === '' ? [] : [410]), ...(isAddedKind(kind) ? [404] : [])];
  const answer = await expectAnswer(connection, call, allowed);
  if (answer.status === 410) return 'expired';
  // Of a kind that the cluster lacks there is no object.
  if (answer.status === 404) return { metadata: {} };
  return parseAnswer<RawList>(connection.access, call, answer);
}

// The items of a typed list do not repeat what kind they are.
function keepItems<Kept>(items: Kept[], page: RawList, { kind, keep }: ListRequest<Kept>): void {
  for (const item of page.items ?? []) {
    items.push(keep({ ...item, apiVersion: kind.apiVersion, kind: kind.kind } as Manifest));
  }
}

function withoutEmpty(query: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(entries) as Record<string, string>;
}
