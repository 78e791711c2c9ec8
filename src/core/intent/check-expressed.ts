import type * as z from 'zod';
import { valueAt } from '../value-at.ts';
import type { RuntimeSpec } from './runtime-schema.ts';
import { type FieldProblem, tellProblems } from './tell-problems.ts';

/** Fields that only the engine can give an effect: each becomes or decides words of its own. */
const engineFields: readonly string[] = [
  'model.projector',
  'model.draft',
  'model.adapters',
  'serving.contextLength',
  'serving.concurrency',
  'serving.speculative',
  'hardware.split',
  'hardware.gpuMemory',
  'network.bindAddress',
];

/** What comes nearest to fields that are no arguments. */
const otherwise: Readonly<Record<string, string>> = {
  'hardware.gpuMemory': 'its memory is not computed before the start',
};

/** Tells of every field that the runtime of an intent has no words for. */
export function checkExpressed(runtimes: readonly RuntimeSpec[]) {
  const problems = new Map<unknown, readonly FieldProblem[]>(
    runtimes.map((runtime) => [runtime.name, fieldsWithoutWords(runtime)]),
  );
  return (intent: unknown, context: z.RefinementCtx): void => {
    const known = problems.get(valueAt(intent, ['runtime', 'kind'])) ?? [];
    tellProblems(
      known.filter(({ path }) => valueAt(intent, path) !== undefined),
      context,
    );
  };
}

/** Fields that a runtime cannot tell its engine, each with what comes nearest. */
export function fieldsWithoutWords({
  name,
  fieldWords,
  nearest = {},
}: RuntimeSpec): readonly FieldProblem[] {
  const known = Object.keys(fieldWords);
  return engineFields
    .filter((field) => !known.some((path) => isAtOrBelow(path, `spec.${field}`)))
    .map((field) => {
      const instead = nearest[field] ?? otherwise[field] ?? 'it is told by `runtime.args`';
      const message = `has no effect: the runtime \`${name}\` has no word for it; ${instead}`;
      return { path: field.split('.'), message };
    });
}

function isAtOrBelow(path: string, field: string): boolean {
  return path.startsWith(field) && /^([.[]|$)/.test(path.slice(field.length));
}
