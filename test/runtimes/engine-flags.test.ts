import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { EngineField } from '../../src/runtimes/engine-field.ts';
import { runtimeNamed } from '../../src/runtimes/runtimes.ts';
import { fields as sglangFields } from '../../src/runtimes/sglang/fields.ts';
import { fields as vllmFields } from '../../src/runtimes/vllm/fields.ts';
import { argumentFaults, wordFaults } from '../support/engine-flags/argument-faults.ts';
import {
  type EngineFlag,
  engineFlags,
  pinnedVersion,
  readEngines,
} from '../support/engine-flags/engine-flags.ts';
import { renderedArguments } from '../support/engine-flags/rendered-arguments.ts';
import { goldenInputs } from '../support/golden/golden-inputs.ts';
import { runtimeWords } from '../support/golden/runtime-words.ts';
import { resolvedWith } from '../support/resolved.ts';

const fieldsOf = { sglang: sglangFields, vllm: vllmFields };
const inputs = goldenInputs();

/** Values of every form; which of them a field takes is for its schema to say. */
const probes: readonly unknown[] = [
  ...[true, false, -1, 0, 0.5, 1, 2, 3, 4, 8, 100, 4096, 1_000_000],
  ...['a', '-a', '--a', '-', 'fp8'],
  [{ name: 'a', path: 'org/a' }],
  ...['-a', '--a', '{}'].map((name) => [{ name, path: 'org/a' }]),
  ...['-a', '--a', '{}', 'a=b'].map((path) => [{ name: 'a', path }]),
];

describe.each(readEngines.map(subjectOf))(
  'the tables of $name and the parser in its package',
  (subject) => {
    const { runtime, parser, named, flagOf } = subject;
    const words = runtimeWords(runtime);
    const isRecognised = (word: string) => runtime.argProblems([word], words.options).length > 0;

    test('are of one version', () => {
      expect(parser.version).toBe(pinnedVersion(runtime.images));
    });

    test('have each word alike', () => {
      const told = Object.values(runtime.fieldWords).flatMap(
        (text) => text.match(/--[\w-]+/g) ?? [],
      );
      expect([...named, ...told].filter((word) => flagOf(word) === undefined)).toEqual([]);
    });

    test('name flags of which each has a version since which it is there', () => {
      const { ladder, since } = parser;
      expect(ladder.at(-1)).toBe(parser.version);
      const ours = named.flatMap((word) => flagOf(word)?.names ?? []);
      expect(ours.filter((word) => !ladder.includes(since[word] ?? ''))).toEqual([]);
      expect(new Set(Object.values(since)).size).toBeGreaterThan(10);
    });

    test('have every other spelling of a flag that the tables name', () => {
      const all = named.flatMap((word) => spellings(flagOf(word) ?? { names: [], values: 'none' }));
      expect(all.filter((word) => !isRecognised(word))).toEqual([]);
    });

    test('take no other flag for one that the tables name', () => {
      const ours = new Set(named.map(flagOf));
      const others = parser.flags.filter((flag) => !ours.has(flag)).flatMap(spellings);
      expect(others.filter((word) => word.startsWith('-') && isRecognised(word))).toEqual([]);
    });
  },
);

describe.each(readEngines.map(subjectOf))(
  'what $name is given and the parser in its package',
  (subject) => {
    const { name, runtime, fields, parser, valuesOf, parts, hasFree } = subject;

    test.each(fields)('agree about the values of $path', (field) => {
      const choices = [...choicesOf(field.schema), ...field.spellings.flatMap(valuesOf)];
      const taken = [...new Set([...probes, ...choices])].filter((one) => isTaken(field, one));
      const faults = taken.flatMap((value) => {
        const found = wordFaults(parser, field.words(value as never));
        // What images of other versions know is for their engines to judge.
        return typeof value === 'string' && !choicesOf(field.schema).includes(value)
          ? found.filter((fault) => !fault.includes(' has no choice '))
          : found;
      });
      expect(taken).not.toEqual([]);
      expect(faults).toEqual([]);
    });

    test.each(parts)('agree about what $path is written into', (field) => {
      const values = probes.filter((one) => isTaken(field, one));
      const lines = values.map((value) => {
        const options = optionsAt(field.path, value);
        return runtime.args(resolvedWith({ runtime: name, options }), { weights: 'org/model' });
      });
      expect(values).not.toEqual([]);
      expect(lines.flatMap((line) => argumentFaults(parser, line))).toEqual([]);
      // Each value stands there: it is in no line of another one.
      expect(new Set(lines.map((line) => line.join(' '))).size).toBe(values.length);
    });

    test.each(fields.filter(({ schema }) => !(schema instanceof z.ZodEnum)))(
      'let $path be every word that the engine knows',
      (field) => {
        const known = field.spellings.flatMap(valuesOf).filter((word) => word !== 'None');
        expect(
          known.filter((word) => !isTaken(field, word) && !isTaken(field, Number(word))),
        ).toEqual([]);
      },
    );

    test('agree about every command line that a golden has', () => {
      const own = inputs.filter(({ raw }) => Object(raw.runtime).kind === name);
      const lines = own.map(renderedArguments).filter((line) => line !== undefined);
      expect(lines.length).toBeGreaterThan(20);
      expect(lines.flatMap((line) => argumentFaults(parser, line))).toEqual([]);
      // Without one in front vLLM serves a model of its own.
      expect(lines.filter(([first]) => first?.startsWith('-') === hasFree)).toEqual([]);
    });
  },
);

// What is not in the packages in a form that can be read, and so nobody notices here: whether a
// number is too large or too small, what fields of one document or several flags mean to each
// other, names that plugins or other packages register, what classes make of a key that they read
// themselves, and whether a path, a repository or a template is there.
test.each([
  ['an unknown flag', ['--acme', '1'], ['--acme is unknown', '1 is behind nothing that takes it']],
  ['a flag of another engine', ['--ctx-size=1'], ['--ctx-size is unknown']],
  ['no value where one is', ['--max-num-seqs'], ['--max-num-seqs lacks a value']],
  ['a flag in place of a value', ['--port', '--host', 'a'], ['--port lacks a value']],
  ['a value of a switch', ['--enforce-eager=true'], ['--enforce-eager takes no value']],
  [
    'a value behind a switch',
    ['m', '--no-enforce-eager', 'a'],
    ['a is behind nothing that takes it'],
  ],
  ['another word than one of several', ['--dtype', 'int4'], ['--dtype has no choice int4']],
  ['letters for a number', ['--max-num-seqs', 'a'], ['--max-num-seqs does not take a for int']],
  ['half of a document', ['-sc', '{"a"'], ['-sc does not take {"a" for json']],
  [
    'keys that no document has',
    ['-sc', '{"nonsense":1,"num_tokens":"x"}'],
    ['-sc has no key nonsense', '-sc has no key num_tokens'],
  ],
  [
    'letters for a number in a document',
    ['-sc', '{"num_speculative_tokens":"x","method":"nope"}'],
    ['-sc does not take "x" for num_speculative_tokens', '-sc does not take "nope" for method'],
  ],
  ['a list for a document', ['-sc', '[]'], ['-sc is no document']],
  [
    'a flag that is given twice',
    ['--kv-cache-dtype', 'auto', '--kv-cache-dtype', 'fp8'],
    ['--kv-cache-dtype is there twice'],
  ],
  [
    'a flag and its opposite',
    ['--enforce-eager', '--no-enforce-eager'],
    ['--no-enforce-eager is there twice'],
  ],
  [
    'a name without what it is for',
    ['--lora-modules', 'a'],
    ['--lora-modules does not take a for pair'],
  ],
  [
    'a word that is looked up after the parser',
    ['--attention-backend', 'nope', '--tool-call-parser', 'nope', '--load-format', 'nope'],
    [
      '--attention-backend has no choice nope',
      '--tool-call-parser has no choice nope',
      '--load-format has no choice nope',
    ],
  ],
  ['such a word in small letters', ['--attention-backend', 'flash_attn'], []],
])('a command line with %s is noticed', (_, line, faults) => {
  expect(
    argumentFaults(engineFlags('vllm'), ['org/model', ...line].slice(line[0] === 'm' ? 1 : 0)),
  ).toEqual(faults);
});

test.each([
  [
    'an algorithm that there is not',
    ['--speculative-algorithm', 'NOPE'],
    ['--speculative-algorithm has no choice NOPE'],
  ],
  [
    'two names of one flag',
    ['--tp-size', '1', '--tensor-parallel-size', '2'],
    ['--tensor-parallel-size is there twice'],
  ],
])('a command line of SGLang with %s is noticed', (_, line, faults) => {
  expect(argumentFaults(engineFlags('sglang'), ['--model-path', 'm', ...line])).toEqual(faults);
});

test('a command line without what has to be there is noticed', () => {
  expect(argumentFaults(engineFlags('sglang'), [])).toEqual(['--model-path is missing']);
});

function subjectOf(name: (typeof readEngines)[number]) {
  const runtime = runtimeNamed(name);
  const fields = fieldsOf[name];
  const parser = engineFlags(name);
  const named = [
    ...fields.flatMap(({ spellings: ofField }) => ofField),
    ...(runtime.reserved ?? []).flatMap(([reserved]) => reserved),
  ];
  const flagOf = (word: string) => parser.flags.find((flag) => spellings(flag).includes(word));
  const valuesOf = (word: string) => flagOf(word)?.choices ?? [];
  // What a field becomes that has no flag of its own.
  const parts = fields.filter(({ spellings: ofField }) => ofField.length === 0);
  const hasFree = parser.flags.some(({ names }) => names.every((word) => !word.startsWith('-')));
  return { name, runtime, fields, parser, named, flagOf, valuesOf, parts, hasFree };
}

function optionsAt(path: string, value: unknown): Readonly<Record<string, unknown>> {
  return path.split('.').reduceRight((inner, part) => ({ [part]: inner }), value) as never;
}

function spellings({ names, off = [] }: EngineFlag): readonly string[] {
  return [...names, ...off];
}

function isTaken({ schema }: EngineField, value: unknown): boolean {
  return schema.safeParse(value).success;
}

function choicesOf(schema: z.ZodType): readonly unknown[] {
  return schema instanceof z.ZodEnum ? schema.options : [];
}
