import { expect, test } from 'vitest';
import type { MetadataValue } from '../../../src/core/gguf/metadata.ts';
import { judgeLicense } from '../../../src/core/license/judge-license.ts';
import { isLicenseKnown, licenseOfHeader } from '../../../src/core/license/license-of-header.ts';
import type { LicenseStatement } from '../../../src/core/license/license-result.ts';
import { licenses } from '../../../src/core/license/licenses.ts';

const judge = (...statements: LicenseStatement[]) => {
  const { differ, licenses: found } = judgeLicense(statements, licenses);
  return { differ, found: found.map(({ id, commercial }) => `${id} ${commercial}`) };
};

test('places that say the same in other spellings do not differ', () => {
  expect(judge({ from: 'header', id: 'Apache-2.0' }, { from: 'hub', id: 'apache-2.0' })).toEqual({
    differ: false,
    found: ['apache-2.0 yes'],
  });
});

test('where they differ the stricter license goes first', () => {
  expect(
    judge(
      { from: 'header', id: 'apache-2.0' },
      { from: 'hub', id: 'other', name: 'qwen-research' },
      { from: 'catalog', id: 'llama3.1' },
    ),
  ).toEqual({ differ: true, found: ['qwen-research no', 'llama3.1 limited', 'apache-2.0 yes'] });
});

test('an unknown license is unknown, and before what is free', () => {
  const statements: LicenseStatement[] = [
    { from: 'header', id: 'mit' },
    { from: 'hub', id: 'other', name: 'House License 7', link: 'LICENSE.txt' },
  ];
  expect(judgeLicense(statements, licenses)).toMatchObject({
    differ: true,
    licenses: [
      {
        id: 'house-license-7',
        name: 'House License 7',
        link: 'LICENSE.txt',
        commercial: 'unknown',
        terms: [],
      },
      { id: 'mit' },
    ],
  });
  expect(judge({ from: 'hub', id: 'other' })).toEqual({ differ: false, found: ['other unknown'] });
});

test('nothing said is nothing judged', () => {
  expect(judge()).toEqual({ differ: false, found: [] });
});

const header = (entries: Record<string, MetadataValue>) => new Map(Object.entries(entries));

test('the header says its license in three values, and only in texts', () => {
  expect(
    licenseOfHeader(
      header({
        'general.license': 'other',
        'general.license.name': 'qwen',
        'general.license.link': 'https://models.example/LICENSE',
        'general.name': 'm',
      }),
    ),
  ).toEqual({ id: 'other', name: 'qwen', link: 'https://models.example/LICENSE' });
  expect(licenseOfHeader(header({ 'general.license': 7, 'general.name': 'm' }))).toBeUndefined();
  expect(licenseOfHeader(header({ 'general.license': 'x'.repeat(5000) }))?.id).toHaveLength(200);
});

test('enough is known when the license was read and its neighbours are over', () => {
  const known = header({ 'general.license': 'mit' });
  expect(isLicenseKnown('general.license.link', known)).toBe(false);
  expect(isLicenseKnown('llama.block_count', known)).toBe(true);
  expect(isLicenseKnown('llama.block_count', header({ 'general.name': 'm' }))).toBe(false);
});
