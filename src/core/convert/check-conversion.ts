import type { CheckOutcome } from '../document/check-document.ts';
import { type FieldPath, type Problem, pathText } from '../document/problem.ts';
import type { RuntimeSpec } from '../intent/runtime-schema.ts';
import type { Place } from '../intent/schema.ts';
import { checkSpec, type Spec } from '../spec/spec-schema.ts';
import { valueAt } from '../value-at.ts';
import type { Origin } from './checked.ts';
import type { Conversion } from './convert-service.ts';

/** Checks what was made as any document of ours; problems are told where the operator's stand. */
export function checkConversion(
  runtimes: readonly RuntimeSpec[],
  conversion: Conversion,
  place: Place = 'pod',
): CheckOutcome<Spec> {
  if (conversion.problems.length > 0) return { kind: 'invalid', problems: conversion.problems };
  const { value, source } = conversion;
  const outcome = checkSpec(runtimes, { ...source, value }, place);
  if (outcome.kind === 'valid') return outcome;
  const origins = new OriginIndex(conversion.origins);
  return {
    kind: 'invalid',
    problems: outcome.problems.map((problem) => asTheirs(problem, origins)),
  };
}

interface NamedOrigin extends Origin {
  /** The path of the field of ours. */
  readonly text: string;
}

/** Finds the origin of any field without going through all of them. */
class OriginIndex {
  readonly #at = new Map<string, NamedOrigin>();
  readonly #inside = new Map<string, NamedOrigin>();

  constructor(origins: readonly Origin[]) {
    for (const origin of origins) {
      const named = { ...origin, text: pathText(origin.to) };
      setOnce(this.#at, named.text, named);
      for (const block of blocksOf(named.text)) setOnce(this.#inside, block, named);
    }
  }

  // The field that it comes from, else the first field inside of it.
  find(path: string): NamedOrigin | undefined {
    const nearest = [path, ...blocksOf(path)].find((text) => this.#at.has(text));
    return nearest === undefined ? this.#inside.get(path) : this.#at.get(nearest);
  }
}

function setOnce<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value);
}

/** Every path that a path can stand inside of, the longest first; names may hold dots themselves. */
function blocksOf(path: string): readonly string[] {
  const ends = [...path.matchAll(/[.[]/g)].map(({ index }) => index);
  return [...ends.toReversed().map((end) => path.slice(0, end)), ''];
}

function asTheirs(problem: Problem, origins: OriginIndex): Problem {
  const { path } = problem;
  const found = origins.find(path);
  if (found === undefined) return problem;
  const { source, from, text } = found;
  const field = fieldOfTheirs(source.value, { from, rest: path.slice(text.length) });
  const { file } = source;
  return { ...problem, file, path: pathText(field), ...source.locate(field) };
}

// What is missing in a part that was taken over as it stood has a name there too.
function fieldOfTheirs(
  value: unknown,
  { from, rest }: { readonly from: FieldPath; readonly rest: string },
): FieldPath {
  const names = [...rest.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([name, index]) =>
    index === undefined ? name : Number(index),
  );
  // A name may hold dots itself.
  const asOne = [...from, rest.slice(1)];
  if (valueAt(value, asOne) !== undefined) return asOne;
  const whole = [...from, ...names];
  const part = valueAt(value, whole.slice(0, -1));
  return typeof part === 'object' && part !== null ? whole : from;
}
