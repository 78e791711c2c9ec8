import { writeSync } from 'node:fs';

// node --import ./scripts/bench/report-memory.ts PROGRAM: what the process held at most, in MB, on
// descriptor 3 when it ends.

process.once('exit', () => writeSync(3, String(process.resourceUsage().maxRSS / 1024)));
