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

/** The keys of the engine in the test with keys, and what a client shows of them. */
const keys = { LLAMA_API_KEY: 'first,second' };
const headers = { 'X-Api-Key': 'first' };

async function startEngine(env: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'drain-'));
  const weights = join(folder, 'm.gguf');
  await writeTinyGguf(weights);
  const port = await takePort();
  const { file, args, cwd } = await engineOnThisMachine('llama-server');
  const words = ['--model', weights, '--port', String(port), '--ctx-size', '4096', '--metrics'];
  const engine = spawn(file, [...args, ...words], {
    cwd,
    stdio: 'ignore',
    env: { ...process.env, ...env },
  });
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
function scriptFor(url: string, secret: object): string {
  const resolved = resolvedWith({ drainSeconds: 60, ...secret });
  const drained = Object(renderDrain({ resolved, runtime: llamacpp }));
  const [, , script] = drained.lifecycle.preStop.exec.command as string[];
  return `sleep() { command sleep 0.05; }\n${script?.replace('http://localhost:8080', url)}`;
}

test.each([
  ['and no key', {}, {}],
  ['and keys', keys, { apiKeySecret: { name: 'clients', key: 'api-key' } }],
])(
  'llama-server with the metrics that we name %s is drained when it has no request',
  async (...row) => {
    const [, env, secret] = row;
    const url = await startEngine(env);
    const ask = async () => await (await fetch(url + metrics.path, { headers })).text();
    const told = await ask();
    for (const name of [metrics.running, metrics.waiting, metrics.tokens]) {
      expect(told).toMatch(new RegExp(`^${name} 0$`, 'm'));
    }
    const order: string[] = [];
    const body = JSON.stringify({ prompt: 'a', n_predict: 600, ignore_eos: true });
    const answer = fetch(`${url}/completion`, { method: 'POST', body, headers }).then(
      async (response) => {
        await response.text();
        order.push('answer');
      },
    );
    await pollUntil({ what: 'the request', seconds: 30 }, async () =>
      /requests_processing 1$/m.test(await ask()),
    );
    const drain = spawn('/bin/sh', ['-c', scriptFor(url, secret)], {
      stdio: 'ignore',
      env: { ...process.env, ...env },
    });
    const drained = new Promise((resolve) => drain.once('exit', resolve));
    await Promise.all([answer, drained.then(() => order.push('drained'))]);
    expect(order).toEqual(['answer', 'drained']);
    expect(await drained).toBe(0);
  },
);
