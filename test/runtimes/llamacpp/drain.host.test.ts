import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeTinyGguf } from '../../../scripts/models/write-tiny-gguf.ts';
import { renderDrain } from '../../../src/core/render/drain.ts';
import { llamacpp } from '../../../src/runtimes/llamacpp/llamacpp.ts';
import { metrics } from '../../../src/runtimes/llamacpp/metrics.ts';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { engineOnThisMachine } from '../../support/images/engine-on-this-machine.ts';
import { resolvedWith } from '../../support/resolved.ts';
import { takePort } from '../../support/take-port.ts';

async function startEngine(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'drain-'));
  const weights = join(folder, 'm.gguf');
  await writeTinyGguf(weights);
  const port = await takePort();
  const { file, args, cwd } = await engineOnThisMachine('llama-server');
  const words = ['--model', weights, '--port', String(port), '--ctx-size', '4096', '--metrics'];
  const engine = spawn(file, [...args, ...words], { cwd, stdio: 'ignore' });
  const ended = new Promise((resolve) => engine.once('exit', resolve));
  onTestFinished(async () => {
    engine.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true });
  });
  const url = `http://127.0.0.1:${port}`;
  await pollUntil({ what: 'the engine', seconds: 30 }, async () => await isOk(`${url}/health`));
  return url;
}

async function isOk(url: string): Promise<boolean> {
  return await fetch(url).then(
    ({ ok }) => ok,
    // Nobody listens so far.
    () => false,
  );
}

/** The words of the pod, with its port and its pauses made shorter. */
function scriptFor(url: string): string {
  const drained = Object(
    renderDrain({ resolved: resolvedWith({ drainSeconds: 60 }), runtime: llamacpp }),
  );
  const [, , script] = drained.lifecycle.preStop.exec.command as string[];
  return `sleep() { command sleep 0.05; }\n${script?.replace('http://localhost:8080', url)}`;
}

test('llama-server has the metrics that we name, and its pod waits until it has no request', async () => {
  const url = await startEngine();
  const told = await (await fetch(url + metrics.path)).text();
  for (const name of [metrics.running, metrics.waiting, metrics.tokens]) {
    expect(told).toMatch(new RegExp(`^${name} 0$`, 'm'));
  }
  const order: string[] = [];
  const body = JSON.stringify({ prompt: 'a', n_predict: 600, ignore_eos: true });
  const answer = fetch(`${url}/completion`, { method: 'POST', body }).then(async (response) => {
    await response.text();
    order.push('answer');
  });
  await pollUntil({ what: 'the request', seconds: 30 }, async () =>
    /requests_processing 1$/m.test(await (await fetch(url + metrics.path)).text()),
  );
  const drain = spawn('/bin/sh', ['-c', scriptFor(url)], { stdio: 'ignore' });
  const drained = new Promise((resolve) => drain.once('exit', resolve));
  await Promise.all([answer, drained.then(() => order.push('drained'))]);
  expect(order).toEqual(['answer', 'drained']);
  expect(await drained).toBe(0);
});
