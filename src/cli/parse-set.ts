import type { PartialIntent } from '../core/intent/merge-intent.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/**
 * Reads FIELD=VALUE: a path as in a document, in whose names a dot is written `\.`, and a value that
 * is JSON or else text; an empty text and null take the field away. Throws `USAGE`.
 * @example parseSet(['runtime.llamacpp.jinja=true']) // { runtime: { llamacpp: { jinja: true } } }
 */
export function parseSet(texts: readonly string[]): PartialIntent {
  return texts.reduce<PartialIntent>((sum, text) => {
    const [, path, value] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
    if (path === undefined || value === undefined) throw unreadable(text);
    return overlay(sum, nest(namesOf(path, text), readValue(value, text)));
  }, {});
}

/** Lays one partial intent over another; what takes a field away stays to do so. */
export function overlay(below: PartialIntent, above: PartialIntent): PartialIntent {
  const merged: Record<string, PartialIntent[string]> = { ...below };
  for (const [name, value] of Object.entries(above)) {
    const before = merged[name];
    merged[name] = isBlock(before) && isBlock(value) ? overlay(before, value) : value;
  }
  return merged;
}

function isBlock(value: unknown): value is PartialIntent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function namesOf(path: string, text: string): readonly string[] {
  const names = path.split(/(?<!\\)\./).map((name) => name.replaceAll('\\.', '.'));
  if (names[0] === 'spec') names.shift();
  // A field of this name would be none, and nobody would hear of it.
  if (names.length === 0 || names.includes('') || names.includes('__proto__')) {
    throw unreadable(text);
  }
  return names;
}

function nest(names: readonly string[], value: PartialIntent[string]): PartialIntent {
  return names.reduceRight<PartialIntent[string]>(
    (inside, name) => ({ [name]: inside }),
    value,
  ) as PartialIntent;
}

function readValue(value: string, text: string): PartialIntent[string] {
  if (value === '') return null;
  try {
    return JSON.parse(value, (name, inside) => {
      if (name === '__proto__') throw unreadable(text);
      return inside;
    });
  } catch (error) {
    if (error instanceof LlmkubeError) throw error;
    // What is no JSON is text, so that nobody has to quote it twice.
    return value;
  }
}

function unreadable(text: string): LlmkubeError {
  const field = text.split('=', 1)[0] ?? '';
  return new LlmkubeError(
    'USAGE',
    `Cannot use --set \`${field.slice(0, 200)}\`: it is not FIELD=VALUE`,
    {
      facts: { flag: 'set' },
      suggestions: ['--set runtime.llamacpp.flashAttention=true', 'llmkube explain spec'],
    },
  );
}
