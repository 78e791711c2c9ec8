import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

// node scripts/bench/parse-alone.ts FILE: the least that a program can do that reads YAML with the
// library and has places for what is wrong.

parseAllDocuments(readFileSync(process.argv[2] ?? '', 'utf8'), { logLevel: 'silent' });
