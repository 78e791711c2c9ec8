import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeTinyGguf } from '../../../scripts/models/write-tiny-gguf.ts';
import { buildServerImage } from '../images/build-server-image.ts';
import { exactNumbersHold } from '../images/recorded-versions.ts';
import { startLlamaServer } from '../images/start-llama-server.ts';
import { smallChatModel } from './small-chat-model.ts';

test('llama-server serves the tiny model, whose greedy answer is text of the asked length', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'models-node-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'tiny.gguf');
  await writeTinyGguf(path);
  const answer = await askOnce(path, { prompt: 'hello', max_tokens: 12, temperature: 0 });
  expect(answer.choices[0].finish_reason).toBe('length');
  expect(answer.usage.completion_tokens).toBe(12);
  expect(answer.choices[0].text).toMatch(/^[a-z ]{11,12}$/);
  const tokens = answer.usage.prompt_tokens;
  // The beginning, a space and five letters.
  if (exactNumbersHold(await buildServerImage())) expect(tokens).toBe(7);
  else expect(tokens).toBeGreaterThan(4);
});

test('the small chat model knows the capital city of France', async () => {
  const { path } = await smallChatModel();
  const answer = await askOnce(path, {
    messages: [{ role: 'user', content: 'Name the capital city of France.' }],
    max_tokens: 24,
    temperature: 0,
  });
  expect(answer.choices[0].message.content).toContain('Paris');
});

async function askOnce(model: string, question: object) {
  const server = await startLlamaServer(model, ['--ctx-size', '512']);
  onTestFinished(() => server.close());
  const endpoint = 'messages' in question ? 'chat/completions' : 'completions';
  const answer = await fetch(`${server.url}/v1/${endpoint}`, {
    method: 'POST',
    body: JSON.stringify(question),
  });
  expect(answer.status).toBe(200);
  return JSON.parse(await answer.text());
}
