import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unpackEngine } from '../../../scripts/engine/unpack-engine.ts';
import { findPip } from '../../../scripts/models/find-pip.ts';
import { writeTinyGguf } from '../../../scripts/models/write-tiny-gguf.ts';
import { findEngine } from '../../../src/host/find-engine.ts';
import { startOnSocket } from '../../support/images/start-on-socket.ts';

test("Debian's llama.cpp is unpacked without being installed, found, and answers", async () => {
  const cache = path.join(await temporaryFolder(), "a user's cache");
  const unpackedEngines = path.join(cache, 'engines');
  const file = await unpackEngine(path.join(unpackedEngines, 'llama.cpp'));
  expect(await readdir(unpackedEngines)).toEqual(['llama.cpp']);
  const found = await findEngine({ environment: {}, folders: { cache, unpackedEngines } });
  expect(found).toMatchObject({ by: 'cache', program: { file } });
  expect(found.version.build).toBeGreaterThan(11_000);
  const model = path.join(cache, 'tiny.gguf');
  await writeTinyGguf(model);
  const engine = await startOnSocket(found.program, path.join(cache, 'e.sock'), [
    ...['--model', model, '--ctx-size', '512'],
  ]);
  expect(await engine.statusOf('/v1/models')).toBe(200);
  await engine.close();
});

test('a Python without pip gets the one of Debian, which is not installed', async () => {
  const work = await temporaryFolder();
  const bin = path.join(work, 'bin');
  await mkdir(bin);
  const withoutPip = '#!/bin/sh\n[ -n "$PYTHONPATH" ] || exit 1\nexec /usr/bin/python3 "$@"\n';
  await writeFile(path.join(bin, 'python3'), withoutPip, { mode: 0o755 });
  const before = process.env.PATH;
  process.env.PATH = `${bin}:${before}`;
  onTestFinished(() => {
    process.env.PATH = before;
  });
  expect(await findPip(work)).toMatchObject({ env: { PYTHONPATH: expect.stringMatching(work) } });
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'unpack-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
