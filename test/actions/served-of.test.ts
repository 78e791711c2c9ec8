import { expect, test } from 'vitest';
import { prove } from '../../src/actions/prove.ts';
import { servedOf } from '../../src/actions/served-of.ts';
import { createPorts } from '../support/action-ports.ts';
import { rejectionOf } from '../support/error-of.ts';
import { createMemoryTarget } from '../support/memory-target.ts';
import { resolvedWith } from '../support/resolved.ts';

const intentOf = (kind: string, source: string) => ({
  model: { id: 'qwen', source },
  runtime: { kind },
});

const repository = resolvedWith({
  model: { kind: 'repository', source: 'hf://org/model@v1', repo: 'org/model' },
});
const folder = resolvedWith({
  model: { kind: 'claim', source: 'pvc://weights/m/q', claim: 'weights', file: 'm/q' },
});

test.each([
  ['hf://org/model@v1', 'org/model', repository],
  ['pvc://weights/m/q', '/models/m/q', folder],
])('an engine that is told no name answers by its weights: %s', (source, answersAs, resolved) => {
  expect(servedOf(intentOf('tgi', source), resolved)).toMatchObject({ model: 'qwen', answersAs });
  expect(servedOf(intentOf('vllm', source), resolved)).not.toHaveProperty('answersAs');
});

test('a record of a later version is served by the name that clients send', () => {
  expect(servedOf(intentOf('tgi', 'ipfs:what/ever'))).not.toHaveProperty('answersAs');
  expect(servedOf(intentOf('unheard', 'hf://org/model'))).toEqual({ model: 'qwen', mode: 'chat' });
});

test('the proof asks by the name of clients and wants to read the other one', async () => {
  const asked: unknown[] = [];
  const portsAnswering = (model: string) => {
    const body = JSON.stringify({ model, usage: { completion_tokens: 1 } });
    const target = createMemoryTarget();
    const ask: typeof target.ask = async (request) => {
      asked.push(request.body);
      return { kind: 'answered', status: 200, body };
    };
    return createPorts({ target: { ...target, ask } });
  };
  const served = servedOf(intentOf('tgi', 'hf://org/model'), repository);
  expect(await prove('qwen', served, portsAnswering('org/model'))).toMatchObject({
    state: 'proven',
  });
  expect(asked).toMatchObject([{ model: 'qwen' }]);
  const error = await rejectionOf(prove('qwen', served, portsAnswering('qwen')));
  expect(error.message).toContain('it serves `qwen`, not `org/model`');
});
