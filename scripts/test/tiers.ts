/** One kind of tests, told apart by the files' names, run on its own and one after the other. */
export interface Tier {
  readonly name: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly timeoutMs: number;
  /** Its files share one cluster, so they run one at a time and need a machine that can start it. */
  readonly needsCluster: boolean;
}

const CLUSTER_FILES = 'test/**/*.cluster.test.ts';
const NODE_FILES = 'test/**/*.node.test.ts';
const SURFACE_FILES = 'test/surface/**/*.test.ts';

/** In the order in which they run: what is quick and finds most comes first. */
export const tiers: readonly Tier[] = [
  {
    name: 'pure',
    include: ['test/**/*.test.ts'],
    exclude: [CLUSTER_FILES, NODE_FILES, SURFACE_FILES],
    timeoutMs: 20_000,
    needsCluster: false,
  },
  {
    name: 'surface',
    include: [SURFACE_FILES],
    exclude: [CLUSTER_FILES, NODE_FILES],
    timeoutMs: 60_000,
    needsCluster: false,
  },
  {
    name: 'cluster',
    include: [CLUSTER_FILES],
    exclude: [],
    timeoutMs: 60_000,
    needsCluster: true,
  },
  {
    name: 'node',
    include: [NODE_FILES],
    exclude: [],
    timeoutMs: 300_000,
    needsCluster: true,
  },
];
