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
  readonly fact: (server: string, cause: string) => string;
}

// The codes that Node 22, its OpenSSL and undici 8 give, each with what a person should read.
const failures: readonly FailureRow[] = [
  {
    codes: ['ECONNREFUSED'],
    isUnsent: true,
    fact: (server) => `nothing listens on \`${server}\``,
  },
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN'],
    isUnsent: true,
    fact: (server) => `the host name of \`${server}\` cannot be resolved`,
  },
  {
    codes: ['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'],
    isUnsent: true,
    fact: (server) => `there is no route to \`${server}\``,
  },
  {
    codes: ['UND_ERR_CONNECT_TIMEOUT'],
    isUnsent: true,
    fact: (server) => `\`${server}\` does not accept the connection in time`,
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
    isUnsent: true,
    fact: (server) => `the certificate of \`${server}\` was not issued for that host name`,
  },
  {
    codes: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
    isUnsent: true,
    fact: (server, cause) => `the certificate of \`${server}\` is out of its time: ${cause}`,
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
    fact: (server, cause) => `the certificate of \`${server}\` is not trusted: ${cause}`,
  },
  {
    codes: ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'],
    isUnsent: true,
    fact: (server) => `\`${server}\` does not speak TLS`,
  },
  {
    codes: ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'],
    isUnsent: false,
    fact: (server) => `\`${server}\` does not answer in time`,
  },
  {
    codes: ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'],
    isUnsent: false,
    fact: (server) => `the connection to \`${server}\` was cut`,
  },
];

/** Sorts what the HTTP client threw. `server` is the origin, which holds no credential. */
export function describeNetworkFailure(thrown: unknown, server: string): NetworkFailure {
  const code = codeOf(thrown);
  const cause = describeCause(thrown);
  const row = failures.find(({ codes }) => codes.includes(code));
  if (row !== undefined) return { code, isUnsent: row.isUnsent, fact: row.fact(server, cause) };
  const isHandshake = /^(ERR_O?SSL_|EPROTO$)/.test(code);
  if (isHandshake) {
    return { code, isUnsent: true, fact: `TLS with \`${server}\` fails: ${cause}` };
  }
  return { code, isUnsent: false, fact: `the exchange with \`${server}\` failed: ${cause}` };
}

// The code of an attempt on several addresses sits on the first of the joined errors.
function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  if (thrown.cause !== undefined) return codeOf(thrown.cause);
  return thrown instanceof AggregateError ? codeOf(thrown.errors[0]) : '';
}
