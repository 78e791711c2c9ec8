import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Backend } from '../../../src/agent/http/backend.ts';
import type { ListenerLogEntry } from '../../../src/agent/http/listener-log.ts';
import { type ListenerOptions, openListener } from '../../../src/agent/http/open-listener.ts';
import type { OpenaiListener } from '../../../src/agent/http/openai-listener.ts';
import { systemClock } from '../../../src/cli/system-clock.ts';
import { type EngineAnswer, type StubEngine, startStubEngine } from './stub-engine.ts';

/** A listener on a free port of loopback, with one stub engine for each release. */
export interface TestListener {
  readonly listener: OpenaiListener;
  readonly url: string;
  readonly port: number;
  readonly engines: Readonly<Record<string, StubEngine>>;
  /** May be changed; the listener reads it for every request. */
  readonly backends: Backend[];
  readonly log: readonly ListenerLogEntry[];
}

export interface TestListenerOptions
  extends Partial<Pick<ListenerOptions, 'host' | 'apiKey' | 'limits'>> {
  /** What each release's engine answers; the model of `a` is `org/a`. */
  readonly releases?: Readonly<Record<string, EngineAnswer | undefined>>;
}

/** Everything ends with the test. */
export async function openTestListener(options: TestListenerOptions = {}): Promise<TestListener> {
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-http-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const engines: Record<string, StubEngine> = {};
  for (const [release, answer] of Object.entries(options.releases ?? { a: undefined })) {
    const engine = await startStubEngine(path.join(folder, `${release}.sock`), answer);
    onTestFinished(engine.kill);
    engines[release] = engine;
  }
  const backends = Object.entries(engines).map(([release, { socket }]) => ({
    release,
    model: `org/${release}`,
    socket,
    isReady: true,
  }));
  const log: ListenerLogEntry[] = [];
  const listener = await openListener({
    host: options.host ?? '127.0.0.1',
    port: 0,
    apiKey: options.apiKey,
    backends: () => backends,
    log: (entry) => log.push(entry),
    clock: systemClock,
    limits: { checkMs: 50, ...options.limits },
  });
  onTestFinished(async () => await listener.close(0));
  const { port } = listener.address;
  return { listener, url: `http://127.0.0.1:${port}`, port, engines, backends, log };
}

/** Asks for a completion with fetch. */
export async function ask(url: string, body: unknown, init: RequestInit = {}): Promise<Response> {
  return await fetch(`${url}/v1/completions`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });
}

/** The status, and of a refusal its code and message. */
export async function refusalOf(response: Response) {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return { status: response.status, code: error.code, message: error.message };
}
