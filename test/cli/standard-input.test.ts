import { globSync } from 'node:fs';
import path from 'node:path';
import type { Command } from '@oclif/core';
import { expect, test } from 'vitest';

const folder = path.resolve(import.meta.dirname, '../../src/commands');

// A pipe would name what is rendered or deleted, and documents on standard input would be lost.
test.each(globSync('**/*.ts', { cwd: folder }))('%s takes no word from a pipe', async (file) => {
  const module = (await import(path.join(folder, file))) as { default?: typeof Command };
  for (const [name, argument] of Object.entries(module.default?.args ?? {})) {
    expect(argument.ignoreStdin, name).toBe(true);
  }
});
