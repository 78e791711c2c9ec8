import type * as z from 'zod';
import type { RuntimeSpec } from './runtime-schema.ts';

/** Fields that only the engine can give an effect: each becomes words of its command line. */
const engineFields: readonly string[] = [
  'serving.contextLength',
  'serving.concurrency',
  'serving.speculative',
  'hardware.split',
  'network.bindAddress',
];

/** Tells of every field that the runtime of an intent has no words for. */
export function checkExpressed(runtimes: readonly RuntimeSpec[]) {
  return (intent: unknown, context: z.RefinementCtx): void => {
    const kind = valueAt(intent, ['runtime', 'kind']);
    const own = runtimes.find(({ name }) => name === kind);
    if (own === undefined) return;
    const expressed = Object.keys(own.fieldWords);
    for (const field of engineFields) {
      const path = field.split('.');
      const isExpressed = expressed.some((known) => `${known}.`.startsWith(`spec.${field}.`));
      if (isExpressed || valueAt(intent, path) === undefined) continue;
      const message = `has no effect: the runtime \`${own.name}\` is told by \`runtime.args\` alone`;
      context.addIssue({ code: 'custom', path, message });
    }
  };
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, name) => Object(part)[name], value);
}
