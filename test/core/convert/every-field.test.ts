import { expect, test } from 'vitest';
import * as z from 'zod';
import { modelRows } from '../../../src/core/convert/model-rows.ts';
import type { Rows } from '../../../src/core/convert/row.ts';
import { serviceRows } from '../../../src/core/convert/service-rows.ts';
import { modelSchema } from '../../../src/core/convert/v1alpha1/model-schema.ts';
import { serviceSchema } from '../../../src/core/convert/v1alpha1/service-schema.ts';

interface Part {
  readonly properties?: Readonly<Record<string, Part>>;
}

/** Every field of a spec, down to those that a row is about. */
function fieldsOf(schema: z.ZodType, rows: Rows): readonly string[] {
  const whole = z.toJSONSchema(schema, { unrepresentable: 'any' }) as Part;
  return below(whole.properties?.spec ?? {}, [], rows);
}

function below({ properties }: Part, path: readonly string[], rows: Rows): readonly string[] {
  const name = path.join('.');
  if (properties === undefined || Object.hasOwn(rows, name)) return [name];
  return Object.entries(properties).flatMap(([key, part]) => below(part, [...path, key], rows));
}

test.each([
  ['Model', modelSchema, modelRows],
  ['InferenceService', serviceSchema, serviceRows],
] as const)('every field of a %s has a row, and no row is of another field', (_, schema, rows) => {
  expect(Object.keys(rows).toSorted()).toEqual(fieldsOf(schema, rows).toSorted());
});

test('every row writes, refuses or drops its field', () => {
  for (const [name, row] of Object.entries({ ...modelRows, ...serviceRows })) {
    const does = [row.to, row.parts, row.refuse, row.drop].some((part) => part !== undefined);
    expect(does, name).toBe(true);
  }
});
