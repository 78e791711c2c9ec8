import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Problem } from './rule.ts';
import { rules } from './rules.ts';
import { readTree } from './source-tree.ts';

/** What the rules say, each with its name, about a tree of exactly these files: contents by name. */
export function problemsIn(files: Readonly<Record<string, string>>): Problem[] {
  const root = mkdtempSync(path.join(tmpdir(), 'llmkube-architecture-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
    const tree = readTree(root);
    return rules.flatMap(({ name, check }) => check(tree).map((said) => `${said} (${name})`));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
