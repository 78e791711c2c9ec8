import { expect, test } from 'vitest';
import { chat } from '../../src/actions/chat.ts';
import type { Answer } from '../../src/core/target.ts';
import { createPorts } from '../support/action-ports.ts';
import { deployedBefore } from '../support/deployed-release.ts';
import { rejectionOf } from '../support/error-of.ts';

const question = { release: 'qwen', id: 'qwen', text: 'Hi' };

interface World {
  readonly replicas?: number;
  /** Beside what the release was deployed with. */
  readonly scale?: object;
}

async function ask(answer: Answer, more: World = {}) {
  const target = await deployedBefore('engine:1');
  const live = target.objects.get('Deployment/qwen');
  if (live !== undefined && more.replicas !== undefined) {
    const spec = { ...Object(live.spec), replicas: more.replicas };
    target.objects.set('Deployment/qwen', { ...live, spec });
  }
  const asked: unknown[] = [];
  const ports = createPorts({
    target: {
      ...target,
      readRecord: async (release) => {
        const stored = await target.readRecord(release);
        if (stored === undefined || more.scale === undefined) return stored;
        const intent = { ...stored.record.intent, scale: more.scale };
        return { ...stored, record: { ...stored.record, intent } };
      },
      ask: async (given) => {
        asked.push(given);
        return answer;
      },
    },
  });
  return { asked, done: chat(question, ports) };
}

const answered = (status: number, body: object): Answer => ({
  kind: 'answered',
  status,
  body: JSON.stringify(body),
});

test('the question goes to the model by its own name, and its words come back', async () => {
  const body = {
    choices: [{ message: { role: 'assistant', content: 'Hello!\n\tBye' } }, {}],
    usage: { completion_tokens: 4 },
  };
  const { asked, done } = await ask(answered(200, body));
  expect(await done).toEqual({
    type: 'result',
    release: 'qwen',
    model: 'qwen',
    answer: 'Hello!\n\tBye',
    tokens: 4,
    milliseconds: expect.any(Number),
  });
  expect(asked).toMatchObject([
    {
      release: 'qwen',
      method: 'POST',
      path: '/v1/chat/completions',
      body: { model: 'qwen', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1024 },
    },
  ]);
});

test('an answer that comes to no end is cut, and said to be', async () => {
  const choice = (finish_reason: string) => ({ message: { content: 'a a a' }, finish_reason });
  const cut = await ask(answered(200, { choices: [choice('length')] }));
  expect(await cut.done).toMatchObject({ answer: 'a a a', isCut: true });
  const whole = await ask(answered(200, { choices: [choice('stop')] }));
  expect(await whole.done).not.toHaveProperty('isCut');
});

test.each([
  {
    title: 'a model without a chat template',
    answer: answered(400, { error: { message: 'Cannot use chat template: none is defined' } }),
    code: 'CHAT_REFUSED',
    words: /: its model has no chat template: Cannot use chat template/,
  },
  {
    title: 'an engine that refuses in the words of another API',
    answer: answered(400, { object: 'error', message: 'prompt is too long' }),
    code: 'CHAT_REFUSED',
    words: /: it answers 400: prompt is too long$/,
  },
  {
    title: 'an answer that is none',
    answer: { kind: 'answered', status: 200, body: '<html>' } as const,
    code: 'CHAT_REFUSED',
    words: /: its answer is not a chat completion$/,
  },
  {
    title: 'an engine that still loads',
    answer: answered(503, { error: { message: 'Loading model' } }),
    code: 'NOT_READY',
    words: /: it does not answer yet$/,
  },
  {
    title: 'a Service that is gone',
    answer: answered(404, { kind: 'Status', message: 'services "qwen" not found' }),
    code: 'NOT_READY',
    words: /: it does not answer yet$/,
  },
  {
    title: 'somebody who may not ask',
    answer: { kind: 'forbidden', message: 'user `ann` may not ask', suggestions: ['a'] } as const,
    code: 'FORBIDDEN',
    words: /: user `ann` may not ask$/,
  },
  {
    title: 'an engine that no way leads to',
    answer: { kind: 'unreached', message: 'no port-forward into a pod opens' } as const,
    code: 'CHAT_REFUSED',
    words: /: no port-forward into a pod opens$/,
  },
])('$title is said in one sentence', async ({ answer, code, words }) => {
  const error = await rejectionOf((await ask(answer)).done);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(/^Cannot chat with `qwen`: /);
  expect(error.message).toMatch(words);
});

test('a release that is stopped is told how to be started', async () => {
  const answer = answered(503, { kind: 'Status', message: 'no endpoints available' });
  const error = await rejectionOf((await ask(answer, { replicas: 0 })).done);
  expect(error.message).toBe('Cannot chat with `qwen`: it is stopped');
  expect(error.suggestions).toEqual(['llmkube scale qwen 1 -n default']);
});

test('a release that KEDA has scaled to zero is not told to be scaled by hand', async () => {
  const answer = answered(503, { kind: 'Status', message: 'no endpoints available' });
  const world = { replicas: 0, scale: { keda: { min: 0, max: 2 } } };
  const error = await rejectionOf((await ask(answer, world)).done);
  expect(error.message).toBe('Cannot chat with `qwen`: KEDA has scaled it to zero');
  expect(error.suggestions).toEqual(['llmkube status qwen -n default']);
});
