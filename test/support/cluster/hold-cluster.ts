import { once } from 'node:events';
import { startCluster } from './start-cluster.ts';

// A program of its own for tests that kill or outlive the starter of a cluster. It takes the
// options as JSON, prints the cluster's description, and ends when standard input does.
const cluster = await startCluster(JSON.parse(process.argv[2] ?? '{}'));
process.stdout.write(`${JSON.stringify(cluster.description)}\n`);
process.stdin.resume();
await once(process.stdin, 'end');
await cluster.disconnect();
