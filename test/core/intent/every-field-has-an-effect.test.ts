import { expect, test } from 'vitest';
import { z } from 'zod';
import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { intentSchema } from '../../../src/core/intent/schema.ts';
import { renderHost } from '../../../src/core/render/host.ts';
import { render } from '../../../src/core/render/render.ts';
import { resolve } from '../../../src/core/resolve/resolve.ts';
import { runtimeNamed, runtimes } from '../../../src/runtimes/runtimes.ts';
import { serverCertificate } from '../../cluster/test-certificates.ts';

const base = {
  model: { id: 'qwen', source: 'https://models.example/m.gguf' },
  runtime: { kind: 'llamacpp', image: 'llama-server:1' },
};

/** For each field a value other than its default, with what it needs beside it. */
const changes: Readonly<Record<string, PartialIntent>> = {
  'model.id': { model: { id: 'other' } },
  'model.source': { model: { source: 'https://models.example/other.gguf' } },
  'model.sha256': { model: { sha256: 'a'.repeat(64) } },
  'model.tokenSecret.name': { model: { tokenSecret: { name: 'hub', key: 'token' } } },
  'model.tokenSecret.key': { model: { tokenSecret: { name: 'hub', key: 'other' } } },
  'runtime.image': { runtime: { image: 'llama-server:2' } },
  'serving.contextLength': { serving: { contextLength: 1 } },
  'hardware.gpus': { hardware: { gpus: 1 } },
  'resources.cpu': { resources: { cpu: '1' } },
  'resources.memory': { resources: { memory: '1Gi' } },
  'cache.mode': { cache: { mode: 'none' } },
  'cache.claim': { cache: { mode: 'claim', claim: 'mine' } },
  'cache.size': { cache: { size: '50Gi' } },
  'scale.replicas': { scale: { replicas: 2 } },
  'network.authorities': { network: { authorities: serverCertificate.certificate } },
  'network.proxy.url': { network: { proxy: { url: 'http://proxy.example:3128' } } },
  'network.proxy.noProxy': {
    network: { proxy: { url: 'http://proxy.example:3128', noProxy: '.svc' } },
  },
  'pod.priorityClass': { pod: { priorityClass: 'urgent' } },
};

/** With one runtime there is no other value to give. */
const withoutAlternative = ['runtime.kind'];

/** Fields that only a host knows, with what changes there. */
const hostChanges: Readonly<Record<string, PartialIntent>> = {
  'hardware.memoryCheck': { hardware: { memoryCheck: 'off' } },
};

test('the table names every field of the schema', () => {
  const fields = leaves(z.toJSONSchema(intentSchema(runtimes), { io: 'input' }));
  expect(
    [...Object.keys(changes), ...Object.keys(hostChanges), ...withoutAlternative].sort(),
  ).toEqual(fields.sort());
});

test.each(Object.entries(changes))('%s changes what is rendered', (_, change) => {
  expect(rendered(mergeIntent(base, change))).not.toBe(rendered(base));
});

test.each(Object.entries(hostChanges))('%s changes what is rendered for a host', (_, change) => {
  const { image: _image, ...runtime } = base.runtime;
  const onHost = { ...base, runtime };
  expect(renderedForHost(mergeIntent(onHost, change))).not.toBe(renderedForHost(onHost));
});

function renderedForHost(raw: Record<string, unknown>): string {
  const intent = parseIntent(raw, runtimes, 'host');
  const resolved = resolve({
    intent,
    previous: undefined,
    source: { bytes: 10 },
    live: {},
    place: 'host',
  });
  const runtime = runtimeNamed(resolved.runtime);
  return JSON.stringify(renderHost({ release: 'qwen', namespace: 'local', resolved, runtime }));
}

function rendered(raw: Record<string, unknown>): string {
  const intent = parseIntent(raw, runtimes);
  const resolved = resolve({ intent, previous: undefined, source: { bytes: 10 }, live: {} });
  const runtime = runtimeNamed(resolved.runtime);
  return JSON.stringify(render({ release: 'qwen', namespace: 'default', resolved, runtime }));
}

function leaves(schema: { readonly properties?: object }, path: readonly string[] = []): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const here = [...path, name];
    return field.properties === undefined ? [here.join('.')] : leaves(field, here);
  });
}
