import { expect, test } from 'vitest';
import { prove } from '../../src/actions/prove.ts';
import type { Answer } from '../../src/core/target.ts';
import { createPorts } from '../support/action-ports.ts';
import { rejectionOf } from '../support/error-of.ts';
import { createMemoryTarget } from '../support/memory-target.ts';

const served = { model: 'Qwen', mode: 'chat' } as const;
const token = { model: 'Qwen', usage: { completion_tokens: 1 } };

const answered = (status: number, body: unknown): Answer => ({
  kind: 'answered',
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** Ports whose endpoint gives these answers, the last one again and again. */
function portsAnswering(...answers: readonly Answer[]) {
  const rest = [...answers];
  const target = createMemoryTarget();
  const ask = async () => (rest.length > 1 ? rest.shift() : rest[0]) ?? target.answer;
  return createPorts({ target: { ...target, ask } });
}

test.each([404, 500, 502, 503, 504])(
  '%d while the way to the pod is set up is asked again',
  async (status) => {
    const ports = portsAnswering(answered(status, 'not yet'), answered(200, token));
    expect(await prove('qwen', served, ports)).toMatchObject({ state: 'proven', tokens: 1 });
    expect(ports.slept).toEqual([40]);
  },
);

test.each([
  ['an answer that stays 503', answered(503, 'no endpoints'), 'it answers 503: no endpoints'],
  ['a refusal', answered(400, 'bad request\nmore'), 'it answers 400: bad request'],
  ['a page', answered(200, '<html>'), 'its answer is not a completion: <html>'],
  ['another model', answered(200, { ...token, model: 'Llama' }), 'it serves `Llama`, not `Qwen`'],
  ['no token', answered(200, { ...token, usage: { completion_tokens: 0 } }), 'it gave no token'],
])('%s is no proof, and says what came instead', async (_, answer, fact) => {
  const ports = portsAnswering(answer);
  const error = await rejectionOf(prove('qwen', served, ports));
  expect(error.code).toBe('PROOF_FAILED');
  expect(error.message).toBe(`Cannot prove release \`qwen\`: ${fact}`);
  expect(error.suggestions).toEqual(['llmkube logs qwen -n default --tail 20']);
  expect(ports.slept.length === 0 || ports.slept.length * 40 === 15_000).toBe(true);
});

test.each([
  [
    'embedding',
    { data: [{ embedding: [0, 0.5] }] },
    { data: [{ embedding: [0, 0] }] },
    'an embedding',
  ],
  ['rerank', { results: [{ relevance_score: -0.7 }] }, { results: [] }, 'a ranking'],
] as const)(
  '%s is proven by what it computes, and by nothing less',
  async (mode, good, bad, wanted) => {
    const asked = { model: 'Qwen', mode };
    const answer = { model: 'Qwen', usage: { prompt_tokens: 2 } };
    const ports = portsAnswering(answered(200, { ...answer, ...good }));
    expect(await prove('qwen', asked, ports)).toMatchObject({ state: 'proven', tokens: 2 });
    const broken = portsAnswering(answered(200, { ...answer, ...bad }));
    const error = await rejectionOf(prove('qwen', asked, broken));
    expect(error.message).toContain(`its answer is not ${wanted}`);
  },
);

test('who may not ask is told why it is not proven, and that is no failure', async () => {
  const ports = portsAnswering({
    kind: 'forbidden',
    message: 'user `ann` may not ask',
    suggestions: [],
  });
  const why = 'user `ann` may not ask';
  expect(await prove('qwen', served, ports)).toEqual({ state: 'not proven', why });
});

test('Ctrl-C while the model thinks says that the release is ready', async () => {
  const stop = new AbortController();
  const target = createMemoryTarget();
  const ask = async () => {
    stop.abort('SIGINT');
    throw stop.signal.reason;
  };
  const ports = createPorts({ target: { ...target, ask }, signal: stop.signal });
  const error = await rejectionOf(prove('qwen', served, ports));
  expect(error.code).toBe('INTERRUPTED');
  expect(error.message).toBe('Cannot prove release `qwen`: interrupted, it is deployed and ready');
});

test('an engine that takes the question and never answers is found out', async () => {
  const target = createMemoryTarget();
  const ports = createPorts({ target });
  // While it is asked two minutes go by.
  target.ask = async ({ signal }) => {
    await ports.clock.sleep(120_000);
    throw new Error('aborted', { cause: signal?.reason });
  };
  const error = await rejectionOf(prove('qwen', served, ports));
  expect(error.code).toBe('PROOF_FAILED');
  expect(error.message).toContain('it gives no answer within 2 minutes');
});

test('a key that cannot be had, or is not taken, leaves a release without a proof', async () => {
  const keySecret = { name: 'clients', key: 'key' };
  const asked = { ...served, keySecret };
  const keyless: Answer = {
    kind: 'keyless',
    code: 'FORBIDDEN',
    message: 'user `a` may not',
    suggestions: [],
  };
  expect(await prove('qwen', asked, portsAnswering(keyless))).toEqual({
    state: 'not proven',
    why: 'user `a` may not',
  });
  const refused = answered(401, { error: { message: 'Invalid API Key' } });
  expect(await prove('qwen', asked, portsAnswering(refused))).toMatchObject({
    state: 'not proven',
    why: expect.stringContaining('does not take the key of Secret `clients`'),
  });
  const { code } = await rejectionOf(prove('qwen', served, portsAnswering(refused)));
  expect(code).toBe('PROOF_FAILED');
});

test('an engine that no way leads to is asked for a while, and then not proven', async () => {
  const message = 'no port-forward into a pod opens';
  const ports = portsAnswering({ kind: 'unreached', message });
  expect(await prove('qwen', served, ports)).toEqual({ state: 'not proven', why: message });
  expect(ports.clock.monotonic()).toBeGreaterThanOrEqual(15_000);
});

test('a Service that lists no pod yet is waited for a minute, an engine that does not answer is not', async () => {
  const unlisted = answered(503, {
    kind: 'Status',
    status: 'Failure',
    code: 503,
    reason: 'ServiceUnavailable',
    message: 'no endpoints available for service "qwen"',
  });
  const late = portsAnswering(...Array(1000).fill(unlisted), answered(200, token));
  expect(await prove('qwen', served, late)).toMatchObject({ state: 'proven' });
  expect(late.clock.monotonic()).toBe(40_000);
  const never = portsAnswering(unlisted);
  const { message } = await rejectionOf(prove('qwen', served, never));
  expect(message).toContain('no endpoints available for service');
  expect(never.clock.monotonic()).toBe(60_000);
});

test('pods that a policy keeps the API server from are ready and not proven', async () => {
  const unreached = answered(503, {
    kind: 'Status',
    status: 'Failure',
    code: 503,
    reason: 'ServiceUnavailable',
    message: 'error trying to reach service: dial tcp: i/o timeout',
  });
  const guarded = { ...served, isGuarded: true } as const;
  expect(await prove('qwen', guarded, portsAnswering(unreached))).toMatchObject({
    state: 'not proven',
    why: expect.stringContaining('`network.policy` may keep the API server out'),
  });
  const { code } = await rejectionOf(prove('qwen', served, portsAnswering(unreached)));
  expect(code).toBe('PROOF_FAILED');
});
