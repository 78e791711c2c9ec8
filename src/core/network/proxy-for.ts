import { BlockList, isIP } from 'node:net';
import { LlmkubeError } from '../../errors/llmkube-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment wants for a URL, or nothing, by the rules of Go's httpproxy,
 * which kubectl follows: suffixes, ports, addresses and CIDR in `NO_PROXY`, and never a proxy for
 * this machine itself.
 */
export function proxyFor(url: string, environment: Environment): string | undefined {
  const asked = readAsked(url);
  const setting = proxySettings(environment)[asked.protocol];
  if (setting === undefined || isThisMachine(asked)) return undefined;
  const isException = readExceptions(environment).some((entry) => isExcepted(asked, entry));
  return isException ? undefined : readProxy(setting);
}

/** Whether any variable names a proxy, for whoever loads the client for proxies only then. */
export function hasProxy(environment: Environment): boolean {
  return Object.values(proxySettings(environment)).some((setting) => setting !== undefined);
}

interface Setting {
  readonly name: string;
  readonly text: string;
}

// Like Go's programs, and so kubectl: the lower-case name wins, and an empty one does not count.
function proxySettings(environment: Environment): Readonly<Record<string, Setting | undefined>> {
  const { https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY } = environment;
  return {
    'https:': firstSet({ https_proxy, HTTPS_PROXY }),
    'http:': firstSet({ http_proxy, HTTP_PROXY }),
  };
}

function readExceptions(environment: Environment): readonly string[] {
  const { no_proxy, NO_PROXY } = environment;
  const list = firstSet({ no_proxy, NO_PROXY })?.text ?? '';
  const entries = list.split(',').map((entry) => entry.trim().toLowerCase());
  return entries.filter((entry) => entry !== '');
}

function firstSet(variables: Environment): Setting | undefined {
  return Object.entries(variables)
    .map(([name, text = '']) => ({ name, text }))
    .find(({ text }) => text !== '');
}

interface Asked {
  readonly protocol: string;
  /** In lower case and, of a name in another script, in punycode; an address without brackets. */
  readonly host: string;
  readonly port: string;
}

function readAsked(url: string): Asked {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { protocol, host, port: port === '' ? (protocol === 'http:' ? '80' : '443') : port };
}

function isThisMachine({ host }: Asked): boolean {
  return host === 'localhost' || isWithin(host, '127.0.0.0', 8) || isWithin(host, '::1', 128);
}

// The forms of an entry: `*`, ADDRESS/BITS, ADDRESS, NAME, and the last two with a port.
function isExcepted({ host, port }: Asked, entry: string): boolean {
  if (entry === '*') return true;
  const [, network = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(entry) ?? [];
  if (isIP(network) !== 0) return isWithin(host, network, Number(bits));
  const parts = /^(?:\[(?<address>[^\]]*)\]|(?<name>[^:[\]]*)):(?<port>[^:]*)$/.exec(entry)?.groups;
  const subject = parts?.address ?? parts?.name ?? entry;
  const wantedPort = parts?.port ?? '';
  if (wantedPort !== '' && wantedPort !== port) return false;
  const family = isIP(subject);
  if (family !== 0) return isWithin(host, subject, family === 4 ? 32 : 128);
  return isIP(host) === 0 && isNameWithin(host, subject);
}

// `a.test` is itself and all below it; `.a.test` and `*.a.test` are only what is below.
function isNameWithin(host: string, entry: string): boolean {
  const name = toAscii(entry.replace(/^\*?\./, ''));
  if (name === '') return false;
  return host.endsWith(`.${name}`) || (host === name && !/^\*?\./.test(entry));
}

function toAscii(name: string): string {
  return URL.parse(`http://${name}`)?.hostname ?? name;
}

function isWithin(host: string, network: string, bits: number): boolean {
  const family = isIP(network);
  if (isIP(host) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, bits, kind);
  return list.check(host, kind);
}

// A proxy may be written as HOST:PORT, and is http then.
function readProxy({ name, text }: Setting): string {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url !== null && /^(https?|socks5h?):$/.test(url.protocol)) {
    return url.href.replace(/^socks5h:/, 'socks5:');
  }
  throw new LlmkubeError(
    'PROXY_INVALID',
    `Cannot use the proxy of \`${name}\`: it is no URL of an http, https or socks5 proxy`,
    { facts: { variable: name } },
  );
}
