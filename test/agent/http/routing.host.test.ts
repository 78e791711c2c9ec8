import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeTinyGguf } from '../../../scripts/models/write-tiny-gguf.ts';
import type { Backend } from '../../../src/agent/http/backend.ts';
import { openListener } from '../../../src/agent/http/open-listener.ts';
import { systemClock } from '../../../src/cli/system-clock.ts';
import { ask } from '../../support/agent/open-test-listener.ts';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { engineOnThisMachine } from '../../support/images/engine-on-this-machine.ts';
import { startOnSocket } from '../../support/images/start-on-socket.ts';

/** A listener over real engines, one for each release, all of the tiny model. */
async function openOverEngines(...releases: string[]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-http-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const model = path.join(folder, 'tiny.gguf');
  await writeTinyGguf(model);
  const program = await engineOnThisMachine('llama-server');
  const backends: Backend[] = [];
  const engines = new Map<string, { close(): Promise<void> }>();
  for (const release of releases) {
    const socket = path.join(folder, `${release}.sock`);
    const args = ['--alias', `org/${release}`, '--threads', '1', '--parallel', '1'];
    const engine = await startOnSocket(program, socket, ['--model', model, ...args]);
    onTestFinished(engine.close);
    engines.set(release, engine);
    backends.push({ release, model: `org/${release}`, socket, isReady: true });
  }
  const listener = await openListener({
    host: '127.0.0.1',
    port: 0,
    apiKey: undefined,
    backends: () => backends,
    log: () => undefined,
    clock: systemClock,
  });
  onTestFinished(async () => await listener.close(0));
  return { listener, url: `http://127.0.0.1:${listener.address.port}`, engines, backends };
}

const endless = { prompt: 'Hi', max_tokens: 100_000, ignore_eos: true, stream: true };

test('two models behind one address answer under their own names', async () => {
  const { url } = await openOverEngines('a', 'b');
  for (const model of ['org/a', 'org/b']) {
    const answer = await ask(url, { model, prompt: 'Hi', max_tokens: 1 });
    expect(await answer.json()).toMatchObject({ model, usage: { completion_tokens: 1 } });
  }
  const messages = [{ role: 'user', content: 'Hi' }];
  const chat = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'b', messages, max_tokens: 1 }),
  });
  expect(await chat.json()).toMatchObject({ object: 'chat.completion', model: 'org/b' });
});

test('a stream comes word by word, and ends as the engine ends it', async () => {
  const { url } = await openOverEngines('a');
  const answer = await ask(url, { prompt: 'Hi', max_tokens: 20, ignore_eos: true, stream: true });
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const text = await answer.text();
  expect(text.match(/^data: \{/gm)?.length).toBeGreaterThanOrEqual(20);
  expect(text).toMatch(/data: \[DONE\]\s*$/);
});

test('a client that goes away frees its place in the engine, which has only one', async () => {
  const { url, listener } = await openOverEngines('a');
  const controller = new AbortController();
  const answer = await ask(url, endless, { signal: controller.signal });
  await answer.body?.getReader().read();
  controller.abort();
  await pollUntil({ what: 'the end', seconds: 5 }, () => listener.inFlight('a') === 0);
  // This one would wait for the end of a hundred thousand words.
  const next = await ask(url, { prompt: 'Hi', max_tokens: 1 });
  expect(next.status).toBe(200);
});

test('an engine that is killed in the middle breaks the stream, and the next client is told', async () => {
  const { url, engines } = await openOverEngines('a');
  const reader = (await ask(url, endless)).body?.getReader();
  await reader?.read();
  await engines.get('a')?.close();
  const rest = async () => {
    while ((await reader?.read())?.done === false);
  };
  await expect(rest()).rejects.toThrow();
  expect((await ask(url, { prompt: 'Hi' })).status).toBe(502);
});

test('what is no question is answered by listener or engine, and the engine lives on', async () => {
  const { url } = await openOverEngines('a');
  const schema = `${'{"type":"array","items":'.repeat(100_000)}{}${'}'.repeat(100_000)}`;
  const messages = '[{"role":"user","content":"Hi"}]';
  const bodies = ['', '[]', '{}', `{"prompt":1e999}`, `{"prompt":"x"`, '['.repeat(1_000_000)];
  for (const body of [...bodies, `{"messages":${messages},"json_schema":${schema}}`]) {
    for (const path of ['/v1/completions', '/v1/chat/completions']) {
      const answer = await fetch(`${url}${path}`, { method: 'POST', body });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(await answer.json()).toHaveProperty('error.message');
    }
  }
  expect((await ask(url, { prompt: 'Hi', max_tokens: 1 })).status).toBe(200);
});
