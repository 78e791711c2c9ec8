import { expect, test } from 'vitest';
import * as z from 'zod';
import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { intentSchema } from '../../../src/core/intent/schema.ts';
import { renderHost } from '../../../src/core/render/host.ts';
import { resolve } from '../../../src/core/resolve/resolve.ts';
import type { JsonSchema } from '../../../src/core/spec/published-schema.ts';
import { runtimeNamed, runtimes } from '../../../src/runtimes/runtimes.ts';
import { fieldChanges, plainIntent } from '../../support/field-changes.ts';
import { renderIntent } from '../../support/render-intent.ts';
import { schemaFields } from '../../support/schema-fields.ts';

/** With one runtime there is no other value to give. */
const withoutAlternative = ['runtime.kind'];

/** Nothing is rendered of them alone: what is refused otherwise, and what plans go by. */
const permissions = ['network.unauthenticated', 'hardware.gpuMemory'];

/** Fields that only a host knows, with what changes there. */
const hostChanges: Readonly<Record<string, PartialIntent>> = {
  'runtime.args': { runtime: { args: ['--threads', '4'] } },
  'runtime.env': { runtime: { env: { OMP_NUM_THREADS: '4' } } },
  'runtime.llamacpp.gpuLayers': { runtime: { llamacpp: { gpuLayers: 10 } } },
  'serving.concurrency': { serving: { concurrency: 2 } },
  'hardware.memoryCheck': { hardware: { memoryCheck: 'off' } },
};

test('the table names every field of the schema', () => {
  const schema = z.toJSONSchema(intentSchema(runtimes), { io: 'input' });
  const fields = schemaFields(schema as JsonSchema).flatMap(({ path, isLeaf }) =>
    isLeaf ? [path] : [],
  );
  const named = [
    ...Object.keys(fieldChanges),
    ...Object.keys(hostChanges),
    ...withoutAlternative,
    ...permissions,
  ];
  expect([...new Set(named)].sort()).toEqual(fields.sort());
});

test.each(Object.entries(fieldChanges))('the sample of %s gives that field', (path, { given }) => {
  const parts = path.match(/\[\]|[^.[\]]+/g) ?? [];
  const value = parts.reduce<unknown>((part, name) => {
    const isOne = name === '[]' || name === 'NAME';
    return isOne ? Object.values(Object(part))[0] : Object(part)[name];
  }, given);
  expect(value).toBeDefined();
});

test.each(Object.entries(fieldChanges))(
  '%s changes what is rendered',
  (_, { given, beside = {} }) => {
    const before = mergeIntent(plainIntent, beside);
    expect(rendered(mergeIntent(before, given))).not.toBe(rendered(before));
  },
);

test.each(Object.entries(hostChanges))('%s changes what is rendered for a host', (_, change) => {
  const { image: _image, ...runtime } = plainIntent.runtime;
  const onHost = { ...plainIntent, runtime };
  expect(renderedForHost(mergeIntent(onHost, change))).not.toBe(renderedForHost(onHost));
});

function renderedForHost(raw: Record<string, unknown>): string {
  const intent = parseIntent(raw, runtimes, 'host');
  const runtime = runtimeNamed(intent.runtime.kind);
  const resolved = resolve({
    intent,
    previous: undefined,
    source: { bytes: 10 },
    live: {},
    place: 'host',
    runtime,
  });
  return JSON.stringify(renderHost({ release: 'qwen', namespace: 'local', resolved, runtime }));
}

const rendered = (raw: Record<string, unknown>) => JSON.stringify(renderIntent(raw));
