import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { readDocuments } from '../../../src/core/document/read-documents.ts';
import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';

/** What goldens are made of for one runtime: `test/golden/runtimes/NAME.yaml`. */
export interface RuntimeSamples {
  readonly name: string;
  /** Part of a spec: what every release of it says. */
  readonly release: PartialIntent;
  /** By the path below its own block a value, and what that means something beside. */
  readonly fields: Readonly<
    Record<string, { readonly given: unknown; readonly beside: PartialIntent }>
  >;
}

const part = z.record(z.string(), z.unknown());
const schema = z.strictObject({
  release: part,
  fields: z
    .record(z.string(), z.strictObject({ given: z.unknown(), beside: part.default({}) }))
    .default({}),
});

const folder = path.resolve(import.meta.dirname, '../../golden/runtimes');

export const runtimeSamples: readonly RuntimeSamples[] = readdirSync(folder).sort().map(samplesIn);

function samplesIn(file: string): RuntimeSamples {
  const [outcome] = [...readDocuments(file, readFileSync(path.join(folder, file), 'utf8'))];
  if (outcome?.kind !== 'document') throw new Error(`${file} is one document`);
  const { release, fields } = schema.parse(outcome.document.value);
  return { name: path.basename(file, '.yaml'), release, fields } as RuntimeSamples;
}

/** The samples as `test/support/field-changes.ts` has them, by their paths in a spec. */
export function sampledFields() {
  return Object.fromEntries(
    runtimeSamples.flatMap(({ name, release, fields }) =>
      Object.entries(fields).map(([field, { given, beside }]) => [
        `runtime.${name}.${field}`,
        {
          given: blockOf(['runtime', name, ...field.split('.')], given),
          beside: mergeIntent(release, beside) as PartialIntent,
        },
      ]),
    ),
  );
}

function blockOf(names: readonly string[], value: unknown): PartialIntent {
  return names.reduceRight((inner, name) => ({ [name]: inner }), value) as PartialIntent;
}
