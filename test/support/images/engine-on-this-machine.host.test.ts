import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeTinyGguf } from '../../../scripts/models/write-tiny-gguf.ts';
import { engineOnThisMachine } from './engine-on-this-machine.ts';
import { startOnSocket } from './start-on-socket.ts';

test('the real engine serves on a unix socket, which only its user can open', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'engine-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const model = join(folder, 'tiny.gguf');
  await writeTinyGguf(model);
  const program = await engineOnThisMachine('llama-server');
  const own = ['--model', model, '--ctx-size', '512'];
  const engine = await startOnSocket(program, join(folder, 'e.sock'), own);
  expect(await engine.statusOf('/v1/models')).toBe(200);
  await engine.close();
});
