import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';

// node scripts/bench/parse-alone.ts FILE: the least that a program can do that reads YAML with the
// library, with no schema and no places.

loadAll(readFileSync(process.argv[2] ?? '', 'utf8'));
