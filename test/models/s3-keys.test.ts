import { expect, test } from 'vitest';
import { malformedKey, s3FactsOf, s3Keys, s3LoginFor } from '../../src/models/s3-access.ts';
import { errorOf } from '../support/error-of.ts';

const keys = { AWS_ACCESS_KEY_ID: 'ID', AWS_SECRET_ACCESS_KEY: 'secret' };

test.each(['AWS_ACCESS_KEY_ID', 'AWS_SESSION_TOKEN'])(
  'a line break in %s is told by the name of the variable',
  (variable) => {
    const environment = { ...keys, [variable]: 'hidden\nheader: x' };
    expect(malformedKey(environment)).toBe(variable);
    const error = errorOf(() => s3Keys(environment));
    expect(error).toMatchObject({ code: 'INVALID_FIELD', facts: { variable } });
    const said = JSON.stringify([error.message, error.facts, error.suggestions]);
    expect(said).toContain(variable);
    expect(said).not.toContain('hidden');
  },
);

test('what files end with is no part of a key', () => {
  const environment = { ...keys, AWS_ACCESS_KEY_ID: ' \tID\r\n', AWS_SESSION_TOKEN: '\n' };
  expect(s3Keys(environment)).toEqual({ id: 'ID', secret: 'secret', session: undefined });
});

const signs = (url: string, environment: object = {}, signsFor?: string) =>
  s3LoginFor({ url, region: 'eu-1' }, { ...keys, ...environment }, signsFor).keys !== undefined;

test.each([
  ['https://b.s3.eu-1.amazonaws.com/k', true],
  ['https://s3.eu-1.amazonaws.com/b.c/k', true],
  ['http://b.s3.eu-1.amazonaws.com/k', false],
  ['https://b.s3.eu-1.amazonaws.com:8443/k', false],
  ['https://bs3.eu-1.amazonaws.com/k', false],
  ['https://s3.eu-1.amazonaws.com.evil.example/b/k', false],
  ['https://store.example/b/k', false],
])('a request to %s is signed without a word: %s', (url, isSigned) => {
  expect(signs(url)).toBe(isSigned);
});

test('one to another store is signed where this machine or its user has named it', () => {
  const endpoint = 'https://store.example/s3/';
  expect(signs('https://store.example/s3/b/k', { AWS_ENDPOINT_URL: endpoint })).toBe(true);
  expect(signs('https://store.example/s3/b/k', {}, endpoint)).toBe(true);
  expect(signs('https://store.example/s3x/b/k', {}, endpoint)).toBe(false);
  expect(signs('https://store.example:8443/s3/b/k', {}, endpoint)).toBe(false);
  expect(signs('https://store.example.evil.example/s3/b/k', {}, endpoint)).toBe(false);
  const login = s3LoginFor({ url: 'https://evil.example/b/k', region: 'eu-1' }, keys, endpoint);
  expect(login).toEqual({ region: 'eu-1', keys: undefined, isStrange: true });
});

test('variables that are not used may say anything, and those that are name what to export', () => {
  const source = { kind: 's3', bucket: 'b', key: 'k' } as const;
  const environment = { AWS_ENDPOINT_URL: 'localhost:9000', AWS_DEFAULT_REGION: 'no region' };
  const said = { endpoint: 'https://store.example', region: 'eu-west-1' };
  expect(s3FactsOf(source, said, environment)).toMatchObject({ region: 'eu-west-1' });
  const [ofEndpoint, ofRegion] = [
    errorOf(() => s3FactsOf(source, { region: 'eu-west-1' }, environment)),
    errorOf(() => s3FactsOf(source, { endpoint: 'https://store.example' }, environment)),
  ];
  expect(ofEndpoint.suggestions).toEqual(['export AWS_ENDPOINT_URL=https://<host>']);
  expect(ofRegion.suggestions).toEqual(['export AWS_DEFAULT_REGION=us-east-1']);
});
