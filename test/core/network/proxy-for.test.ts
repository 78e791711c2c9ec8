import { describe, expect, test } from 'vitest';
import { proxyFor } from '../../../src/core/network/proxy-for.ts';
import { errorOf } from '../../support/error-of.ts';

// The cases of golang.org/x/net v0.59.0, http/httpproxy/proxy_test.go, which kubectl's rules are.
describe('by the cases of Go', () => {
  const urls: readonly (readonly [object, string, string | undefined])[] = [
    [{ HTTP_PROXY: '127.0.0.1:8080' }, 'http://example.com', 'http://127.0.0.1:8080/'],
    [{ HTTP_PROXY: 'cache.corp.test:1234' }, 'http://example.com', 'http://cache.corp.test:1234/'],
    [{ HTTP_PROXY: 'cache.corp.test' }, 'http://example.com', 'http://cache.corp.test/'],
    [{ HTTP_PROXY: 'localhost' }, 'http://example.com', 'http://localhost/'],
    [{ HTTP_PROXY: 'https://cache.corp.test' }, 'http://example.com', 'https://cache.corp.test/'],
    [{ HTTP_PROXY: 'http://127.0.0.1:8080' }, 'http://example.com', 'http://127.0.0.1:8080/'],
    [{ HTTP_PROXY: 'https://127.0.0.1:8080' }, 'http://example.com', 'https://127.0.0.1:8080/'],
    [{ HTTP_PROXY: 'socks5://127.0.0.1' }, 'http://example.com', 'socks5://127.0.0.1'],
    [{ HTTP_PROXY: 'plain', HTTPS_PROXY: 'safe' }, 'http://insecure.tld/', 'http://plain/'],
    [{ HTTP_PROXY: 'plain', HTTPS_PROXY: 'safe' }, 'https://secure.tld/', 'http://safe/'],
    [{ HTTP_PROXY: 'plain', HTTPS_PROXY: 'https://s' }, 'https://secure.tld/', 'https://s/'],
    [{ HTTP_PROXY: 'plain' }, 'https://secure.tld/', undefined],
    [{ HTTP_PROXY: 'plain' }, 'ftp://insecure.tld/', undefined],
    [{}, 'http://example.com', undefined],
    [{ NO_PROXY: 'example.com', HTTP_PROXY: 'proxy' }, 'http://example.com/', undefined],
    [{ NO_PROXY: '.example.com', HTTP_PROXY: 'proxy' }, 'http://example.com/', 'http://proxy/'],
    [{ NO_PROXY: 'ample.com', HTTP_PROXY: 'proxy' }, 'http://example.com/', 'http://proxy/'],
    [{ NO_PROXY: 'example.com', HTTP_PROXY: 'proxy' }, 'http://foo.example.com/', undefined],
    [{ NO_PROXY: '.foo.com', HTTP_PROXY: 'proxy' }, 'http://example.com/', 'http://proxy/'],
    [{ NO_PROXY: '.示例.com', HTTP_PROXY: 'proxy' }, 'http://www.示例.com', undefined],
    [{ NO_PROXY: 'xn--fsq092h.com', HTTP_PROXY: 'proxy' }, 'http://www.示例.com', undefined],
    [{ NO_PROXY: '示例.com', HTTP_PROXY: 'proxy' }, 'http://www.xn--fsq092h.com', undefined],
    [{ NO_PROXY: ':1', HTTP_PROXY: 'proxy' }, 'http://example.com', 'http://proxy/'],
  ];

  test.each(urls)('%j and %s', (environment, url, proxy) => {
    expect(proxyFor(url, { ...environment })).toBe(proxy);
  });

  const exceptions =
    'foobar.com, .barbaz.net, *.wildcard.io, 192.168.1.1, 192.168.1.2:81, 192.168.1.3:80, 10.0.0.0/30, 2001:db8::52:0:1, [2001:db8::52:0:2]:443, [2001:db8::52:0:3]:80, 2002:db8:a::45/64';
  const hosts: readonly (readonly [string, boolean])[] = [
    ['localhost', false],
    ['127.0.0.1', false],
    ['127.0.0.2', false],
    ['[::1]', false],
    ['[::2]', true],
    ['192.168.1.1', false],
    ['192.168.1.2', true],
    ['192.168.1.3', false],
    ['192.168.1.4', true],
    ['10.0.0.2', false],
    ['[2001:db8::52:0:1]', false],
    ['[2001:db8::52:0:2]', true],
    ['[2001:db8::52:0:3]', false],
    ['[2002:db8:a::123]', false],
    ['[fe80::424b:c8be:1643:a1b6]', true],
    ['barbaz.net', true],
    ['www.barbaz.net', false],
    ['foobar.com', false],
    ['www.foobar.com', false],
    ['foofoobar.com', true],
    ['baz.com', true],
    ['localhost.net', true],
    ['local.localhost', true],
    ['barbarbaz.net', true],
    ['wildcard.io', true],
    ['nested.wildcard.io', false],
    ['awildcard.io', true],
  ];

  test.each(hosts)('whether %s has a proxy is %s', (host, isProxied) => {
    const environment = { http_proxy: 'proxy', no_proxy: exceptions };
    expect(proxyFor(`http://${host}:80`, environment) !== undefined).toBe(isProxied);
  });

  test.each(hosts)('everything is an exception of `*`, %s too', (host) => {
    expect(proxyFor(`http://${host}:80`, { http_proxy: 'proxy', no_proxy: '*' })).toBeUndefined();
  });

  test('the lower-case variables win, and an empty one does not count', () => {
    const upper = { HTTPS_PROXY: 'upper', NO_PROXY: 'upper.test' };
    const both = { ...upper, https_proxy: 'lower', no_proxy: 'lower.test' };
    expect(proxyFor('https://upper.test', both)).toBe('http://lower/');
    expect(proxyFor('https://lower.test', both)).toBeUndefined();
    expect(proxyFor('https://a.test', { ...upper, https_proxy: '' })).toBe('http://upper/');
  });
});

test('the usual port of a URL is compared with the port of an exception', () => {
  const environment = { https_proxy: 'proxy', no_proxy: 'a.test:443,b.test:6443' };
  expect(proxyFor('https://a.test', environment)).toBeUndefined();
  expect(proxyFor('https://a.test:6443', environment)).toBe('http://proxy/');
  expect(proxyFor('https://b.test:6443', environment)).toBeUndefined();
});

test('a login of the proxy goes along', () => {
  expect(proxyFor('https://a.test', { https_proxy: 'ann:word@proxy.test:3128' })).toBe(
    'http://ann:word@proxy.test:3128/',
  );
});

test.each(['foo://hidden', 'http://'])('%s as a proxy is refused and not shown', (text) => {
  const error = errorOf(() => proxyFor('https://a.test', { HTTPS_PROXY: text }));
  expect(error).toMatchObject({ code: 'PROXY_INVALID', exitCode: 2 });
  expect(error.message).toBe(
    'Cannot use the proxy of `HTTPS_PROXY`: it is no URL of an http, https or socks5 proxy',
  );
});
