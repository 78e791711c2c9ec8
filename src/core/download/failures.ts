/**
 * Why a download ends. The names are public: they are a cause in results and the second word of
 * the line with which a download ends.
 */
export const downloadFailureKinds = [
  'SourceUnauthorized',
  'SourceForbidden',
  'SourceNotFound',
  'SourceRateLimited',
  'SourceFailing',
  'SourceRefused',
  'SourceUntrusted',
  'SourceUnreachable',
  'SourceChanging',
  'SourceWrongLength',
  'SourceWrongDigest',
  'SourceNotGguf',
  'CacheFull',
  'CacheReadOnly',
  'TokenMalformed',
  'ToolMissing',
  'LockLost',
] as const;

export type DownloadFailureKind = (typeof downloadFailureKinds)[number];

/** What each kind says, and what it is known by. */
export const downloadFailures: Readonly<Record<DownloadFailureKind, DownloadFailure>> = {
  SourceUnauthorized: {
    words: 'the source wants a login',
    statuses: [401],
  },
  SourceForbidden: {
    words: 'the source forbids it',
    statuses: [403],
  },
  SourceNotFound: {
    words: 'the source has no such file',
    statuses: [404, 410],
  },
  SourceRateLimited: {
    words: 'the source allows no more requests for now',
    statuses: [429],
    isTransient: true,
  },
  SourceFailing: {
    words: 'the source fails',
    statuses: [408, 425, 500, 502, 503, 504],
    isTransient: true,
  },
  SourceRefused: {
    words: 'the source did not give the file',
    // Too many redirects, and a scheme that may not be used.
    curlExits: [1, 3, 47],
  },
  SourceUntrusted: {
    words: 'the certificate of the source is not trusted',
    curlExits: [51, 60, 77, 83, 91],
    nodeCodes: [/CERT/, /SIGNATURE$/, /^HOSTNAME_MISMATCH$/, /^INVALID_(CA|PURPOSE)$/],
  },
  SourceUnreachable: {
    words: 'the source cannot be reached or broke off',
    // Names, connections, time-outs and streams that ended too early, and proxies.
    curlExits: [5, 6, 7, 16, 18, 28, 35, 52, 55, 56, 92, 95, 96, 97],
    isTransient: true,
    nodeCodes: [
      /^E(CONN|HOST|NET)[A-Z]+$/,
      /^E(NOTFOUND|AI_AGAIN|PIPE|PROTO|TIMEDOUT)$/,
      /^ERR_O?SSL_/,
      /^UND_ERR_([A-Z]+_TIMEOUT|SOCKET|RES_CONTENT_LENGTH_MISMATCH|ABORTED|PRX_[A-Z]+|SOCKS5)$/,
      /^(HPE_INVALID_EOF_STATE|ERR_STREAM_PREMATURE_CLOSE)$/,
    ],
  },
  SourceChanging: { words: 'the source changes the file while it is fetched' },
  SourceWrongLength: {
    words: 'the file does not have the expected length',
    // The source announced more than is expected.
    curlExits: [63],
  },
  SourceWrongDigest: { words: 'the file does not have the expected sha256' },
  SourceNotGguf: { words: 'the source gave something that is not a GGUF file' },
  CacheFull: {
    words: 'the cache is full',
    curlExits: [23],
    nodeCodes: [/^E(NOSPC|DQUOT|FBIG)$/],
  },
  CacheReadOnly: { words: 'the cache cannot be written' },
  TokenMalformed: { words: 'the token holds characters that no token has' },
  ToolMissing: { words: 'the image lacks a program that the download needs' },
  LockLost: { words: 'another one took over the download' },
};

export interface DownloadFailure {
  readonly words: string;
  /** HTTP statuses that mean it. */
  readonly statuses?: readonly number[];
  /** Exit statuses of curl that mean it (curl(1), EXIT CODES). */
  readonly curlExits?: readonly number[];
  /** Codes of errors of Node, its OpenSSL and undici that mean it. */
  readonly nodeCodes?: readonly RegExp[];
  /** Worth another try after a while; what was fetched so far is kept for it. */
  readonly isTransient?: boolean;
}

/** What any other status of HTTP or of curl, or code of Node, means. */
export const otherFailure: DownloadFailureKind = 'SourceRefused';

export function isDownloadFailureKind(text: string): text is DownloadFailureKind {
  return Object.hasOwn(downloadFailures, text);
}

/** The table in the order in which it is written. */
export function listDownloadFailures(): readonly (readonly [
  DownloadFailureKind,
  DownloadFailure,
])[] {
  return downloadFailureKinds.map((kind) => [kind, downloadFailures[kind]]);
}

/** What a status of HTTP means that is neither the file nor a part of it. */
export function failureOfStatus(status: number): DownloadFailureKind {
  return find(({ statuses = [] }) => statuses.includes(status));
}

/** What the code of an error of Node means. */
export function failureOfNodeCode(code: string): DownloadFailureKind {
  return find(({ nodeCodes = [] }) => nodeCodes.some((form) => form.test(code)));
}

function find(means: (failure: DownloadFailure) => boolean): DownloadFailureKind {
  return downloadFailureKinds.find((kind) => means(downloadFailures[kind])) ?? otherFailure;
}

/** What a kind says, and what is known besides. */
export function failureWords(kind: DownloadFailureKind, detail = ''): string {
  const { words } = downloadFailures[kind];
  return detail === '' ? words : `${words}: ${detail}`;
}
