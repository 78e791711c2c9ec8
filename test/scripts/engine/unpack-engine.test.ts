import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { startScript } from '../../../scripts/engine/unpack-engine.ts';

const names = ['plain', "it's a folder", '$(touch x) `id` "q" \\', 'a:b;c', '-dash', 'line\nbreak'];

test.each(names)('the start script works in a folder called %j', async (name) => {
  const root = await mkdtemp(path.join(tmpdir(), 'start-script-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const folder = path.join(root, name);
  const script = startScript(folder);
  const loader = /\.\.\/\.\.\/(ld-linux\S+)/.exec(script)?.[1] ?? '';
  const triplet = /usr\/lib\/([^/]+)\/ggml/.exec(script)?.[1] ?? '';
  const libraries = path.join(folder, 'usr/lib', triplet);
  await mkdir(path.join(libraries, 'ggml/backends0'), { recursive: true });
  await mkdir(path.join(folder, 'usr/bin'));
  const tell = '#!/bin/sh\npwd -P\nls "$3" >&2 && printf "<%s>" "$@"\n';
  await writeFile(path.join(libraries, loader), tell, { mode: 0o755 });
  await writeFile(path.join(folder, 'usr/bin/llama-server'), '');
  await writeFile(path.join(folder, 'llama-server'), script, { mode: 0o755 });
  const given = ['--model', "a model's file", ''];
  const { stdout } = await execa(path.join(folder, 'llama-server'), given);
  expect(stdout).toBe(
    `${path.join(libraries, 'ggml/backends0')}\n` +
      '<--library-path><../..:../../llama><../../../../bin/llama-server>' +
      `<--model><${given[1]}><>`,
  );
});
