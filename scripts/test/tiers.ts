/** One kind of tests, told apart by the files' names, run on its own and one after the other. */
export interface Tier {
  readonly name: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly timeoutMs: number;
  /**
   * What its files share and take time from each other with, so that they run one at a time, and
   * what the machine must be able to start: a cluster, or a real engine as a process of its own.
   */
  readonly needs: 'nothing' | 'engine' | 'cluster';
}

const CLUSTER_FILES = 'test/**/*.cluster.test.ts';
const NODE_FILES = 'test/**/*.node.test.ts';
const HOST_FILES = 'test/**/*.host.test.ts';
const SURFACE_FILES = 'test/surface/**/*.test.ts';

/** In the order in which they run: what is quick and finds most comes first. */
export const tiers: readonly Tier[] = [
  {
    name: 'pure',
    include: ['test/**/*.test.ts'],
    exclude: [CLUSTER_FILES, NODE_FILES, HOST_FILES, SURFACE_FILES],
    timeoutMs: 20_000,
    needs: 'nothing',
  },
  {
    name: 'surface',
    include: [SURFACE_FILES],
    exclude: [CLUSTER_FILES, NODE_FILES, HOST_FILES],
    timeoutMs: 60_000,
    needs: 'nothing',
  },
  {
    name: 'host',
    include: [HOST_FILES],
    exclude: [],
    timeoutMs: 120_000,
    needs: 'engine',
  },
  {
    name: 'cluster',
    include: [CLUSTER_FILES],
    exclude: [],
    timeoutMs: 60_000,
    needs: 'cluster',
  },
  {
    name: 'node',
    include: [NODE_FILES],
    exclude: [],
    timeoutMs: 300_000,
    needs: 'cluster',
  },
];
