import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { engineOnThisMachine } from '../../test/support/images/engine-on-this-machine.ts';
import { startOnSocket } from '../../test/support/images/start-on-socket.ts';
import { smallChatModel } from '../../test/support/models/small-chat-model.ts';
import type { Benchmark } from './measure.ts';

/** What the benchmarks of the listener measure on: processes of their own, and no cluster. */
export interface ListenerBed {
  /** An engine that answers at once, asked through a bare pass-through and through the listener. */
  readonly bare: RequestOptions;
  readonly listener: RequestOptions;
  /** A real engine with one thread, asked on its socket and through the listener. */
  readonly engine: RequestOptions;
  readonly engineListener: RequestOptions;
}

const program = path.join(import.meta.dirname, 'listener-process.ts');

/** Starts everything, lets `work` use it, and takes it down whatever happens. */
export async function withListenerBed<T>(work: (bed: ListenerBed) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-bench-'));
  const [stub, socket] = ['stub.sock', 'engine.sock'].map((name) => path.join(folder, name));
  if (stub === undefined || socket === undefined) throw new Error('two names were given');
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true })];
  const start = async (role: string, at: string): Promise<RequestOptions> => {
    const child = execa(process.execPath, [program, role, at], { reject: false, stdin: 'ignore' });
    stops.push(async () => {
      child.kill();
      await child;
    });
    const failed = child.then(({ stderr }) => Promise.reject(new Error(`${role}: ${stderr}`)));
    const [port] = await Promise.race([once(child.stdout, 'data'), failed]);
    // From here on an end is what `stops` asks for.
    failed.catch(() => undefined);
    return { host: '127.0.0.1', port: Number(port) };
  };
  try {
    await start('stub', stub);
    const llamaServer = await engineOnThisMachine('llama-server');
    const { path: model } = await smallChatModel();
    const args = ['--threads', '1', '--parallel', String(CLIENTS), '--ctx-size', '2048'];
    const engine = await startOnSocket(llamaServer, socket, ['--model', model, ...args]);
    stops.push(engine.close);
    return await work({
      bare: await start('bare', stub),
      listener: await start('listener', stub),
      engine: { socketPath: socket },
      engineListener: await start('listener', socket),
    });
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

const SMALL = 1000;
const CLIENTS = 4;
const WORDS = 32;

/** What the listener costs a small completion, and what it takes of an engine's throughput. */
export function listenerBenchmarks(bed: ListenerBed, runs: number): readonly Benchmark[] {
  return [
    {
      name: `${SMALL} small completions`,
      runs,
      limit: { ratio: 1.3, kind: 'bar' },
      baseline: { name: 'bare node:http', run: () => askOneByOne(bed.bare) },
      ours: { name: 'listener', run: () => askOneByOne(bed.listener) },
    },
    {
      name: `${CLIENTS} streams of one engine thread`,
      runs,
      limit: { ratio: 1.03, kind: 'bar' },
      baseline: { name: "engine's own socket", run: () => streamTogether(bed.engine) },
      ours: { name: 'listener', run: () => streamTogether(bed.engineListener) },
    },
  ];
}

async function askOneByOne(to: RequestOptions): Promise<number> {
  const messages = [{ role: 'user', content: 'Name the capital city of France.' }];
  return await timed(async (agent) => {
    for (let asked = 0; asked < SMALL; asked += 1) await ask({ ...to, agent }, { messages });
  });
}

async function streamTogether(to: RequestOptions): Promise<number> {
  const clients = Array.from({ length: CLIENTS }, (_, index) => index);
  return await timed(async (agent) => {
    await Promise.all(
      clients.map(async (index) => {
        const messages = [{ role: 'user', content: `Tell a story about ${index} cats.` }];
        const length = { max_tokens: WORDS, ignore_eos: true };
        const body = { messages, ...length, stream: true, cache_prompt: false, temperature: 0 };
        await ask({ ...to, agent }, body);
      }),
    );
  });
}

async function timed(work: (agent: Agent) => Promise<void>): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const begun = performance.now();
  await work(agent);
  const seconds = (performance.now() - begun) / 1000;
  agent.destroy();
  return seconds;
}

async function ask(options: RequestOptions, body: object): Promise<void> {
  const text = JSON.stringify({ model: 'm', ...body });
  await new Promise<void>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': text.length };
    const target = { ...options, path: '/v1/chat/completions', method: 'POST', headers };
    const asked = request(target, (answer: IncomingMessage) => {
      if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`));
      answer.resume().once('end', resolve).once('error', reject);
    });
    asked.once('error', reject).end(text);
  });
}
