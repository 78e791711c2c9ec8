import type { PassedRequest } from './api-proxy.ts';

/** What requests do to a cluster; `question` is one to the model behind a Service. */
export interface Traffic {
  readonly reads: number;
  readonly dryRuns: number;
  readonly writes: number;
  readonly lists: number;
  readonly watches: number;
  readonly questions: number;
  /** Reads of a container's log; a wait for a long download makes one every two seconds. */
  readonly logs: number;
}

/** Counts requests the way call budgets are written. */
export function countTraffic(requests: readonly PassedRequest[]): Traffic {
  const count = (kind: keyof Traffic) => requests.filter((one) => kindOf(one) === kind).length;
  return {
    reads: count('reads'),
    dryRuns: count('dryRuns'),
    writes: count('writes'),
    lists: count('lists'),
    watches: count('watches'),
    questions: count('questions'),
    logs: count('logs'),
  };
}

/** Whether a request stores something. */
export function isWrite(request: PassedRequest): boolean {
  return kindOf(request) === 'writes';
}

function kindOf({ method, path, query }: PassedRequest): keyof Traffic {
  if (path.includes('/proxy/')) return 'questions';
  if (path.endsWith('/log')) return 'logs';
  if (query.get('dryRun') === 'All') return 'dryRuns';
  if (method !== 'GET') return 'writes';
  if (query.has('watch')) return 'watches';
  return isCollection(path) ? 'lists' : 'reads';
}

// Below `namespaces/NAME`, or below the version of an API for all of them, comes a type, and
// after the type a name unless all are asked for.
function isCollection(path: string): boolean {
  return /\/namespaces\/[^/]+\/[^/]+$|^\/(api|apis\/[^/]+)\/[^/]+\/[^/]+$/.test(path);
}
