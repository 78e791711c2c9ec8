import { expect, test } from 'vitest';
import * as z from 'zod';
import { catalog } from '../../../src/core/catalog/catalog.ts';
import { findLicense } from '../../../src/core/license/find-license.ts';
import { termKinds } from '../../../src/core/license/license.ts';
import { licenses } from '../../../src/core/license/licenses.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9.-]+$/);
const text = z.string().min(1).max(150);
const form = z.strictObject({
  id,
  spdx: text.optional(),
  aliases: z.array(id).optional(),
  name: text,
  link: z.url().optional(),
  commercial: z.enum(['yes', 'limited', 'no']),
  terms: z.array(z.strictObject({ kind: z.enum(termKinds), what: text, section: text })).min(1),
  text: z.strictObject({ title: text, readIn: text, isQuoted: z.literal(true).optional() }),
});

test.each(licenses.map((one) => [one.id, one] as const))(
  '%s has the form of a license',
  (_, one) => {
    expect(form.safeParse(one).error?.message).toBeUndefined();
    expect(one.terms.map(({ kind }) => kind)).toContain('commercial');
  },
);

test('no two licenses have one name, and they are sorted', () => {
  const names = licenses.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  expect(licenses.map((one) => one.id)).toEqual(licenses.map((one) => one.id).toSorted());
});

test('every license of the catalog is known, but those that say nothing', () => {
  const ids = new Set(catalog.flatMap(({ license }) => license ?? []));
  const unknown = [...ids].filter((one) => findLicense({ id: one }, licenses) === undefined);
  expect(unknown).toEqual(['other']);
});

test.each([
  [{ id: 'apache-2.0' }, 'apache-2.0'],
  [{ id: 'Apache-2.0' }, 'apache-2.0'],
  [{ id: 'MIT' }, 'mit'],
  [{ id: 'llama3.1', name: 'whatever' }, 'llama3.1'],
  [{ id: 'other', name: 'qwen-research' }, 'qwen-research'],
  [{ id: 'other', name: 'Qwen Research License Agreement' }, 'qwen-research'],
  [{ name: 'LFM Open License v1.0' }, 'lfm1.0'],
  [{ id: 'deepseek', link: 'LICENSE' }, 'deepseek'],
])('%j is %s', (stated, wanted) => {
  expect(findLicense(stated, licenses)?.id).toBe(wanted);
});

test.each([
  [{ id: 'other' }],
  [{ id: 'apache' }],
  [{ id: 'llama' }],
  [{ id: 'other', name: 'my-apache-2.0-with-a-twist' }],
  [{ id: 'openrail' }],
  [{ id: 'unknown' }],
  [{}],
])('%j is no license that is known', (stated) => {
  expect(findLicense(stated, licenses)).toBeUndefined();
});
