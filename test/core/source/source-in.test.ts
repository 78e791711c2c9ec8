import { expect, test } from 'vitest';
import { mergeIntent } from '../../../src/core/intent/merge-intent.ts';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { isOfClaim, sourceIn } from '../../../src/core/source/source-in.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { errorOf } from '../../support/error-of.ts';
import { plainIntent } from '../../support/field-changes.ts';
import { refusals } from '../../support/golden/refusals.ts';
import { renderIntent } from '../../support/render-intent.ts';

test.each([undefined, null, 5, {}, '', 'pvc://', 'none', 'https://me:b@models.example/m.gguf'])(
  '%j names no source, and nothing is thrown',
  (text) => {
    expect(sourceIn(text)).toBeUndefined();
    expect(isOfClaim(text)).toBe(false);
  },
);

const inCapitals = (part: object): object =>
  JSON.parse(JSON.stringify(part).replaceAll('pvc://', 'PVC://'));

const ofClaims = Object.entries(refusals).filter(([, part]) =>
  JSON.stringify(part).includes('pvc://'),
);

const wordsOf = (part: object) =>
  errorOf(() => parseIntent(mergeIntent(plainIntent, part as never), runtimes)).message;

test.each(ofClaims)('%s is refused in capitals with the same words', (_, part) => {
  const told = wordsOf(inCapitals(part));
  expect(told.replaceAll('PVC://', 'pvc://')).toBe(wordsOf(part));
});

test('the cases in capitals are more than a few', () => {
  expect(ofClaims.length).toBeGreaterThan(3);
});

const ofOneClaim = { model: { source: 'pvc://weights/m.gguf' } };

test.each([
  ['network.proxy', { network: { proxy: { url: 'http://proxy.example' } } }],
  ['model.tokenSecret', { model: { tokenSecret: { name: 'hub', key: 'token' } } }],
  ['cache', { cache: { size: '1Gi' } }],
])('a claim in capitals is not downloaded, so `%s` is refused', (field, part) => {
  const told = wordsOf(inCapitals(mergeIntent(ofOneClaim, part)));
  expect(told).toContain(`\`${field}\` has no effect`);
});

test('pods that read a claim in capitals are replaced one after another, as those of any claim', () => {
  const strategies = [ofOneClaim, inCapitals(ofOneClaim)].map((part) => {
    const objects = renderIntent(mergeIntent(plainIntent, part as never));
    return Object(objects.find(({ kind }) => kind === 'Deployment')?.spec).strategy;
  });
  expect(strategies[0]).toMatchObject({ type: 'RollingUpdate' });
  expect(strategies[1]).toEqual(strategies[0]);
});
