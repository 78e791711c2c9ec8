import { expect, test } from 'vitest';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import type { Place } from '../../../src/core/intent/schema.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { errorOf } from '../../support/error-of.ts';

const url = (name: string) => ({ source: `https://models.example/${name}.gguf` });
const inClaim = (claim: string, name: string) => ({ source: `pvc://${claim}/${name}.gguf` });
const simple = { speculative: { method: 'draft-simple' } };

const refused: readonly (readonly [says: string, fields: object, message: string])[] = [
  [
    'a draft that nothing uses',
    { model: { ...url('m'), draft: url('d') } },
    '`model.draft` has no effect unless `serving.speculative.method` is one of draft-simple',
  ],
  [
    'a draft beside a method that guesses without one',
    { model: { ...url('m'), draft: url('d') }, serving: { speculative: { method: 'ngram-mod' } } },
    '`model.draft` has no effect unless',
  ],
  [
    'a method that lacks its draft',
    { model: url('m'), serving: simple },
    '`model.draft` is missing: with `draft-simple` a second model guesses',
  ],
  [
    'another claim',
    { model: { ...inClaim('one', 'm'), projector: inClaim('two', 'p') } },
    '`model.projector.source` is in another claim than the weights',
  ],
  [
    'a claim beside a download',
    { model: { ...url('m'), projector: inClaim('one', 'p') } },
    '`model.projector.source` is in a claim and the weights are not',
  ],
  [
    'a download beside a claim',
    { model: { ...inClaim('one', 'm'), adapters: [url('a')] } },
    '`model.adapters[0].source` has to be in the claim of the weights',
  ],
  [
    'a repository without a file',
    { model: { ...url('m'), projector: { source: 'acme/llava:Q4_K_M' } } },
    '`model.projector.source` has no file of the repository in it: write hf://ORG/REPO/FILE',
  ],
  [
    'what the engine would take for two adapters',
    { model: { ...inClaim('one', 'm'), adapters: [inClaim('one', 'a,b')] } },
    '`model.adapters[0].source` has a comma or a colon',
  ],
  [
    'an adapter twice',
    { model: { ...url('m'), adapters: [url('a'), url('a')] } },
    '`model.adapters[1].source` is there twice',
  ],
  [
    'a digest that nothing checks',
    {
      model: {
        ...inClaim('one', 'm'),
        projector: { ...inClaim('one', 'p'), sha256: 'a'.repeat(64) },
      },
    },
    '`model.projector.sha256` has no effect',
  ],
  [
    'a path in a cluster',
    { model: { ...url('m'), projector: { source: '/p.gguf' } } },
    '`model.projector.source` is a file of this machine',
  ],
  [
    'an argument in place of the field',
    { model: url('m'), runtime: { args: ['--mmproj', '/p.gguf'] } },
    '`runtime.args[0]` is `--mmproj`: write `model.projector`',
  ],
  [
    'a runtime that has no words for it',
    { model: { ...url('m'), projector: url('p') }, runtime: { kind: 'generic', image: 'x:1' } },
    '`model.projector` has no effect',
  ],
];

test.each(refused)('%s is refused', (_, fields, message) => {
  expect(errorOf(() => parse(fields)).message).toContain(message);
});

test('a claim on a host is refused', () => {
  const fields = { model: { source: '/m.gguf', draft: inClaim('one', 'd') }, serving: simple };
  expect(errorOf(() => parse(fields, 'host')).message).toContain('`model.draft.source` is in');
});

test.each([
  { model: { ...url('m'), projector: url('p'), adapters: [{ ...url('a'), scale: 0.5 }] } },
  { model: { ...inClaim('one', 'm'), draft: inClaim('one', 'd') }, serving: simple },
  { model: { ...url('m'), draft: url('d') }, serving: { speculative: { method: 'draft-mtp' } } },
  { model: url('m'), serving: { speculative: { method: 'draft-mtp' } } },
])('%j is accepted', (fields) => {
  expect(() => parse(fields)).not.toThrow();
});

function parse(
  { model, runtime = {}, ...fields }: { model?: object; runtime?: object },
  place?: Place,
) {
  const raw = {
    model: { id: 'm', ...model },
    runtime: { kind: 'llamacpp', ...runtime },
    ...fields,
  };
  return parseIntent(raw, runtimes, place);
}
