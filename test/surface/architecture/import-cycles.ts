import path from 'node:path';
import { findImports } from './find-imports.ts';
import type { Rule } from './rule.ts';
import type { SourceFile } from './source-tree.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

/** No file imports itself, whatever the way round; imports of types vanish and do not count. */
export const cycleRule: Rule = {
  name: 'import cycles',
  check: ({ sources }) => {
    const names = new Set(sources.map((file) => file.path));
    const graph: Graph = new Map(sources.map((file) => [file.path, targets(file, names)]));
    return findCycles(graph).map((cycle) => `import cycle: ${cycle.join(' -> ')}`);
  },
};

function targets(file: SourceFile, names: ReadonlySet<string>): string[] {
  return findImports(file)
    .filter(({ kind, specifier }) => kind !== 'type' && specifier.startsWith('.'))
    .map(({ specifier }) => path.posix.join(path.posix.dirname(file.path), specifier))
    .filter((target) => names.has(target));
}

/** Walks depth first; a way back to a file on the current path is a cycle, told once. */
function findCycles(graph: Graph): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const follow = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) cycles.push([...trail.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) follow(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) follow(file, []);
  return cycles;
}
