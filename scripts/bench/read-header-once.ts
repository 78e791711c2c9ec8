import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { headerCacheIn } from '../../src/models/header-cache.ts';
import { readHeaderOf } from '../../src/models/read-header-of.ts';

// node scripts/bench/read-header-once.ts URL: what it takes to read the header of that file, which
// is kept for the next time.

const url = process.argv[2] ?? '';
const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-bench-'));
const start = performance.now();
const read = await readHeaderOf(
  { kind: 'url', url, isHub: false },
  { signal: AbortSignal.timeout(60_000), cache: headerCacheIn(folder) },
);
const milliseconds = performance.now() - start;
await rm(folder, { recursive: true });
if (read.kind !== 'read') throw new Error(JSON.stringify(read));
process.stdout.write(JSON.stringify({ milliseconds }));
