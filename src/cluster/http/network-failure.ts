import { describeCause } from '../../errors/describe-cause.ts';

/** A request that no answer came back for. */
export interface NetworkFailure {
  /** The code of Node, OpenSSL or undici, or empty. */
  readonly code: string;
  /** True when the request surely did not reach the server: it was not even sent. */
  readonly isUnsent: boolean;
  /** What happened, to stand after `Cannot ...: `. */
  readonly fact: string;
}

interface FailureRow {
  readonly codes: readonly string[];
  readonly isUnsent: boolean;
  /** True when it happens at the first hop, which is the proxy where there is one. */
  readonly isAtFirstHop?: true;
  /** `place` stands in backticks already. */
  readonly fact: (place: string, cause: string) => string;
}

/** Whom a request was for, as origins, which hold no credential. */
export interface Route {
  readonly server: string;
  readonly proxy: string | undefined;
}

// The codes that Node 22, its OpenSSL and undici 8 give, each with what a person should read.
const failures: readonly FailureRow[] = [
  {
    codes: ['ECONNREFUSED'],
    isUnsent: true,
    isAtFirstHop: true,
    fact: (place) => `nothing listens on ${place}`,
  },
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN'],
    isUnsent: true,
    isAtFirstHop: true,
    fact: (place) => `the host name of ${place} cannot be resolved`,
  },
  {
    codes: ['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'],
    isUnsent: true,
    isAtFirstHop: true,
    fact: (place) => `there is no route to ${place}`,
  },
  {
    codes: ['UND_ERR_CONNECT_TIMEOUT'],
    isUnsent: true,
    isAtFirstHop: true,
    fact: (place) => `${place} does not accept the connection in time`,
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
    isUnsent: true,
    fact: (place) => `the certificate of ${place} was not issued for that host name`,
  },
  {
    codes: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
    isUnsent: true,
    fact: (place, cause) => `the certificate of ${place} is out of its time: ${cause}`,
  },
  {
    codes: [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_SIGNATURE_FAILURE',
      'CERT_UNTRUSTED',
      'CERT_REJECTED',
      'CERT_REVOKED',
      'INVALID_CA',
      'INVALID_PURPOSE',
    ],
    isUnsent: true,
    fact: (place, cause) => `the certificate of ${place} is not trusted: ${cause}`,
  },
  {
    codes: ['UND_ERR_PRX_CONN'],
    isUnsent: true,
    isAtFirstHop: true,
    fact: (place) => `the connection to ${place} was cut before it led anywhere`,
  },
  {
    codes: ['UND_ERR_PRX_TLS', 'UND_ERR_SOCKS5'],
    isUnsent: true,
    isAtFirstHop: true,
    fact: (place, cause) => `${place} cannot be used: ${cause}`,
  },
  {
    codes: ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'],
    isUnsent: true,
    fact: (place) => `${place} does not speak TLS`,
  },
  {
    codes: ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'],
    isUnsent: false,
    fact: (place) => `${place} does not answer in time`,
  },
  {
    codes: ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'],
    isUnsent: false,
    fact: (place) => `the connection to ${place} was cut`,
  },
];

/** Sorts what the HTTP client threw. */
export function describeNetworkFailure(thrown: unknown, route: Route): NetworkFailure {
  const server = `\`${route.server}\``;
  const firstHop =
    route.proxy === undefined ? server : `\`${route.proxy}\`, the proxy to ${server},`;
  const code = codeOf(thrown);
  const cause = describeCause(thrown);
  const refusal = /^Proxy (?:response|Authentication Required) \((\d+)\)/.exec(cause)?.[1];
  if (refusal !== undefined) {
    const fact = `${firstHop} refuses to lead there: it answers ${refusal}`;
    return { code: `PROXY_${refusal}`, isUnsent: true, fact };
  }
  const row = failures.find(({ codes }) => codes.includes(code));
  if (row !== undefined) {
    const { isUnsent, isAtFirstHop } = row;
    return { code, isUnsent, fact: row.fact(isAtFirstHop ? firstHop : server, cause) };
  }
  const isHandshake = /^(ERR_O?SSL_|EPROTO$)/.test(code);
  if (isHandshake) return { code, isUnsent: true, fact: `TLS with ${server} fails: ${cause}` };
  return { code, isUnsent: false, fact: `the exchange with ${server} failed: ${cause}` };
}

// The code of an attempt on several addresses sits on the first of the joined errors.
function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  if (thrown.cause !== undefined) return codeOf(thrown.cause);
  return thrown instanceof AggregateError ? codeOf(thrown.errors[0]) : '';
}
