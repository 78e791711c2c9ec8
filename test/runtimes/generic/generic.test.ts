import { expect, test } from 'vitest';
import { settingsBeside } from '../../../src/core/catalog/settings-beside.ts';
import type { PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { renderHost } from '../../../src/core/render/host.ts';
import { generic } from '../../../src/runtimes/generic/generic.ts';
import { errorOf } from '../../support/error-of.ts';
import { renderIntent } from '../../support/render-intent.ts';
import { resolvedWith } from '../../support/resolved.ts';

const model = { id: 'qwen', source: 'https://models.example/m.gguf' };

function serverOf(runtime: PartialIntent, beside: PartialIntent = {}) {
  const objects = renderIntent({
    model,
    runtime: { kind: 'generic', image: 'engine:1', ...runtime },
    ...beside,
  });
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  const { spec } = Object(deployment).spec.template;
  return { server: spec.containers[0], downloader: spec.initContainers[0] };
}

test('words may refer to what llmkube knows, and to nothing else', () => {
  const args = ['--model=$(LLMKUBE_MODEL_PATH)', '$(LLMKUBE_PORT)', '$(HOME) $5 $$(LLMKUBE_PORT)'];
  const { server } = serverOf({ command: ['/serve', '$(LLMKUBE_MODEL_ID)'], args });
  expect(server.command).toEqual(['/serve', '$(LLMKUBE_MODEL_ID)']);
  expect(server.args).toEqual([
    '--model=$(LLMKUBE_MODEL_PATH)',
    '$(LLMKUBE_PORT)',
    '$$(HOME) $$5 $$$(LLMKUBE_PORT)',
  ]);
});

test('the same is told by variables, before those that are given', () => {
  const { server } = serverOf({ env: { A: '1' }, generic: { port: 9000 } });
  expect(server.env).toEqual([
    { name: 'HOME', value: '/tmp' },
    { name: 'LLMKUBE_MODEL_ID', value: 'qwen' },
    { name: 'LLMKUBE_MODEL_PATH', value: expect.stringMatching(/^\/models\/.*\/m\.gguf$/) },
    { name: 'LLMKUBE_PORT', value: '9000' },
    { name: 'A', value: '1' },
  ]);
});

test('it is ready when its port is open, or when a path of it answers', () => {
  const opened = serverOf({}).server;
  expect(opened.ports).toEqual([{ name: 'http', containerPort: 8080, protocol: 'TCP' }]);
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    expect(opened[probe]).toMatchObject({ tcpSocket: { port: 'http' } });
  }
  const asked = serverOf({ generic: { port: 9000, healthPath: '/ready' } }).server;
  expect(asked.ports).toEqual([{ name: 'http', containerPort: 9000, protocol: 'TCP' }]);
  expect(asked.readinessProbe).toMatchObject({ httpGet: { path: '/ready', port: 'http' } });
  expect(asked.readinessProbe).not.toHaveProperty('tcpSocket');
});

test('weights are fetched with the image of the engine, or with one that is named', () => {
  expect(serverOf({}).downloader.image).toBe('engine:1');
  expect(serverOf({ generic: { downloadImage: 'curl:1' } }).downloader.image).toBe('curl:1');
});

test.each<[string, PartialIntent, PartialIntent]>([
  ['serving.contextLength', {}, { serving: { contextLength: 4096 } }],
  ['serving.concurrency', {}, { serving: { concurrency: 2 } }],
  ['serving.speculative', {}, { serving: { speculative: { method: 'ngram-mod' } } }],
  ['hardware.split', {}, { hardware: { gpus: 2, split: { mode: 'layer' } } }],
  ['network.bindAddress', {}, { network: { bindAddress: '::' } }],
  ['runtime.llamacpp', { llamacpp: { jinja: true } }, {}],
  ['runtime.env.LLMKUBE_PORT', { env: { LLMKUBE_PORT: '1' } }, {}],
  ['runtime.generic.port', { generic: { port: 0 } }, {}],
  ['runtime.generic.healthPath', { generic: { healthPath: 'ready' } }, {}],
  ['runtime.generic.healthPath', { generic: { healthPath: '/a b' } }, {}],
])('`%s` is refused where it would do nothing or is wrong', (field, runtime, beside) => {
  const error = errorOf(() => serverOf(runtime, beside));
  expect(error).toMatchObject({ code: 'INVALID_FIELD', facts: { fields: [field] } });
});

test('an image has to be named', () => {
  const error = errorOf(() => renderIntent({ model, runtime: { kind: 'generic' } }));
  expect(error.message).toContain('`runtime.image` is missing: there is none for the runtime `gen');
});

test('what is recommended for a model is not laid under fields that it does not have', () => {
  expect(settingsBeside({ sampling: { temperature: 1 } }, {}, generic)).toBeUndefined();
});

test('it is not made into a program of a host, whose agent would have nothing to ask it', () => {
  const resolved = resolvedWith({ runtime: 'generic' });
  const input = { release: 'qwen', namespace: 'host', resolved, runtime: generic };
  expect(() => renderHost(input)).toThrow('the runtime generic cannot be rendered for a host');
});
