import { expect, test } from 'vitest';
import { describeNetworkFailure } from '../../../src/cluster/http/network-failure.ts';

const route = { server: 'https://dev.test:6443', proxy: undefined };

const losses: readonly (readonly [string, string])[] = [
  ['ECONNREFUSED', 'nothing listens on `https://dev.test:6443`'],
  ['ENOTFOUND', 'the host name of `https://dev.test:6443` cannot be resolved'],
  ['UND_ERR_CONNECT_TIMEOUT', '`https://dev.test:6443` does not accept the connection in time'],
  ['ECONNRESET', 'the connection to `https://dev.test:6443` was cut'],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'the certificate of `https://dev.test:6443` is not trusted: words of Node',
  ],
  [
    'CERT_HAS_EXPIRED',
    'the certificate of `https://dev.test:6443` is out of its time: words of Node',
  ],
  ['', 'the exchange with `https://dev.test:6443` failed: words of Node'],
];

test.each(losses)('a request lost by %s is said in words', (code, fact) => {
  const thrown = Object.assign(new Error('words of Node'), code === '' ? {} : { code });
  expect(describeNetworkFailure(thrown, route)).toMatchObject({ code, fact });
});

test('the failure of several addresses is that of the first', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const failure = describeNetworkFailure(new AggregateError([refused, refused]), route);
  expect(failure).toMatchObject({ code: 'ECONNREFUSED', isUnsent: true });
});

const byProxy: readonly (readonly [string, string])[] = [
  ['ECONNREFUSED', 'nothing listens on `proxy.test:3128`, the proxy to `https://dev.test:6443`,'],
  ['ECONNRESET', 'the connection to `https://dev.test:6443` was cut'],
];

test.each(byProxy)('a request lost by %s on the way through a proxy', (code, fact) => {
  const thrown = Object.assign(new Error('words of Node'), { code });
  const failure = describeNetworkFailure(thrown, { ...route, proxy: 'proxy.test:3128' });
  expect(failure).toMatchObject({ code, fact });
});
