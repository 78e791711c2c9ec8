import type { CheckOutcome } from '../document/check-document.ts';
import { type FieldPath, type Problem, pathText } from '../document/problem.ts';
import type { Place } from '../intent/schema.ts';
import { checkSpec, type Spec, type specSchema } from '../spec/spec-schema.ts';
import { valueAt } from './apply-rows.ts';
import type { Origin } from './checked.ts';
import type { Conversion } from './convert-service.ts';

/** Checks what was made as any document of ours; problems are told where the operator's stand. */
export function checkConversion(
  schema: ReturnType<typeof specSchema>,
  conversion: Conversion,
  place: Place = 'pod',
): CheckOutcome<Spec> {
  if (conversion.problems.length > 0) return { kind: 'invalid', problems: conversion.problems };
  const { value, source } = conversion;
  const outcome = checkSpec(schema, { ...source, value }, place);
  if (outcome.kind === 'valid') return outcome;
  return {
    kind: 'invalid',
    problems: outcome.problems.map((problem) => asTheirs(problem, conversion.origins)),
  };
}

// Told of the field that it comes from, else of the first field inside of it.
function asTheirs(problem: Problem, origins: readonly Origin[]): Problem {
  const { path } = problem;
  const named = origins.map((origin) => ({ ...origin, text: pathText(origin.to) }));
  const [nearest] = named
    .filter(({ text }) => isInside(path, text))
    .toSorted((one, other) => other.text.length - one.text.length);
  const found = nearest ?? named.find(({ text }) => isInside(text, path));
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

function isInside(path: string, block: string): boolean {
  return path.startsWith(block) && /^([.[]|$)/.test(path.slice(block.length));
}
