import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { pollUntil } from '../cluster/poll-until.ts';
import { writeTinyGguf } from '../models/write-tiny-gguf.ts';
import { engineOnThisMachine } from './engine-on-this-machine.ts';

test('the real engine serves on a unix socket, which only its user can open', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'engine-'));
  const socket = join(folder, 'e.sock');
  await writeTinyGguf(join(folder, 'tiny.gguf'));
  const { file, args, cwd } = await engineOnThisMachine('llama-server');
  const own = ['--model', join(folder, 'tiny.gguf'), '--ctx-size', '512', '--host', socket];
  const engine = execa(file, [...args, ...own], { cwd, reject: false });
  try {
    const failure = () => undefined;
    await pollUntil({ what: 'the engine to be healthy', seconds: 30, failure }, async () => {
      return (await statusOf(socket, '/health')) === 200;
    });
    expect(await statusOf(socket, '/v1/models')).toBe(200);
  } finally {
    engine.kill();
    await engine;
    await rm(folder, { recursive: true });
  }
});

/** Status of one answer; nothing while nobody listens. */
async function statusOf(socketPath: string, path: string): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const asked = request({ socketPath, path }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode));
    });
    asked.once('error', () => resolve(undefined));
    asked.end();
  });
}
