import type * as z from 'zod';
import type { RuntimeSpec } from './runtime-schema.ts';

/** Fields that only the engine can give an effect: each becomes words of its command line. */
const engineFields: readonly string[] = [
  'model.projector',
  'model.draft',
  'model.adapters',
  'serving.contextLength',
  'serving.concurrency',
  'serving.speculative',
  'hardware.split',
  'network.bindAddress',
];

/** Tells of every field that the runtime of an intent has no words for. */
export function checkExpressed(runtimes: readonly RuntimeSpec[]) {
  const paths = new Map<unknown, readonly (readonly string[])[]>(
    runtimes.map(({ name, fieldWords }) => [name, unexpressed(Object.keys(fieldWords))]),
  );
  return (intent: unknown, context: z.RefinementCtx): void => {
    const kind = valueAt(intent, ['runtime', 'kind']);
    for (const path of paths.get(kind) ?? []) {
      if (valueAt(intent, path) === undefined) continue;
      const message = `has no effect: the runtime \`${kind}\` is told by \`runtime.args\` alone`;
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  };
}

function unexpressed(known: readonly string[]): readonly (readonly string[])[] {
  return engineFields
    .filter((field) => !known.some((path) => isAtOrBelow(path, `spec.${field}`)))
    .map((field) => field.split('.'));
}

function isAtOrBelow(path: string, field: string): boolean {
  return path.startsWith(field) && /^([.[]|$)/.test(path.slice(field.length));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, name) => Object(part)[name], value);
}
