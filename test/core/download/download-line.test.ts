import { expect, test } from 'vitest';
import {
  type DownloadLine,
  formatDownloadLine,
  lastDownloadLine,
  parseDownloadLine,
} from '../../../src/core/download/download-line.ts';
import {
  failureOfNodeCode,
  failureOfStatus,
  failureWords,
  listDownloadFailures,
} from '../../../src/core/download/failures.ts';
import { downloadPolicy, pauseSeconds } from '../../../src/core/download/policy.ts';

const said = (text: string) => parseDownloadLine(`llmkube-download: ${text}`);

test('every line of a download is read', () => {
  expect(said('cached 7')).toEqual({ kind: 'cached', bytes: 7 });
  expect(said('waiting: qwen-1')).toEqual({ kind: 'waiting', holder: 'qwen-1' });
  expect(said('progress 5')).toEqual({ kind: 'progress', bytes: 5 });
  expect(said('progress 5 10')).toEqual({ kind: 'progress', bytes: 5, total: 10 });
  expect(said('checking 10')).toEqual({ kind: 'checking', bytes: 10 });
  expect(said('retry 4: SourceFailing: the source fails: 503')).toEqual({
    kind: 'retry',
    seconds: 4,
    cause: 'SourceFailing',
    words: 'the source fails: 503',
  });
  expect(said('failed: CacheFull: the cache is full')).toEqual({
    kind: 'failed',
    cause: 'CacheFull',
    words: 'the cache is full',
  });
  expect(said('done 10')).toEqual({ kind: 'done', bytes: 10 });
});

test('every line is read as what was written', () => {
  const lines: readonly DownloadLine[] = [
    { kind: 'cached', bytes: 7 },
    { kind: 'waiting', holder: 'qwen-1' },
    { kind: 'progress', bytes: 5 },
    { kind: 'progress', bytes: 5, total: 10 },
    { kind: 'checking', bytes: 10 },
    { kind: 'retry', seconds: 4, cause: 'SourceFailing', words: 'the source fails: 503' },
    { kind: 'failed', cause: 'CacheFull', words: 'the cache is full' },
    { kind: 'done', bytes: 10 },
  ];
  expect(lines.map((line) => parseDownloadLine(formatDownloadLine(line)))).toEqual(lines);
});

test('what others say, and what a newer version says, is no line of a download', () => {
  expect(parseDownloadLine('progress 5 10')).toBeUndefined();
  expect(said('progress many')).toBeUndefined();
  expect(said('failed: NoSuchKind: words')).toBeUndefined();
  expect(said('failed: toString: words')).toBeUndefined();
});

test('the newest line of a log counts, whatever stands around it', () => {
  const log = ['llmkube-download: progress 1 9', 'llmkube-download: progress 5 9', 'noise', ''];
  expect(lastDownloadLine(log.join('\r\n'))).toEqual({ kind: 'progress', bytes: 5, total: 9 });
  expect(lastDownloadLine('noise')).toBeUndefined();
});

test('no status of HTTP and no exit status of curl means two things', () => {
  const failures = listDownloadFailures().map(([, failure]) => failure);
  for (const codes of [
    failures.flatMap(({ statuses = [] }) => statuses),
    failures.flatMap(({ curlExits = [] }) => curlExits),
  ]) {
    expect(codes).toEqual([...new Set(codes)]);
  }
});

test('errors of Node mean what the same errors of curl mean', () => {
  for (const [code, kind] of [
    ['ECONNREFUSED', 'SourceUnreachable'],
    ['ECONNRESET', 'SourceUnreachable'],
    ['ENOTFOUND', 'SourceUnreachable'],
    ['EAI_AGAIN', 'SourceUnreachable'],
    ['EHOSTUNREACH', 'SourceUnreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'SourceUnreachable'],
    ['UND_ERR_SOCKET', 'SourceUnreachable'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'SourceUnreachable'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'SourceUnreachable'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SourceUntrusted'],
    ['CERT_HAS_EXPIRED', 'SourceUntrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'SourceUntrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SourceUntrusted'],
    ['ENOSPC', 'CacheFull'],
    ['EDQUOT', 'CacheFull'],
    ['HPE_INVALID_HEADER_TOKEN', 'SourceRefused'],
    ['', 'SourceRefused'],
  ] as const) {
    expect([code, failureOfNodeCode(code)]).toEqual([code, kind]);
  }
});

test('a status that stands in no row is a refusal, and words name what is known', () => {
  expect([401, 429, 503, 418].map(failureOfStatus)).toEqual([
    'SourceUnauthorized',
    'SourceRateLimited',
    'SourceFailing',
    'SourceRefused',
  ]);
  expect(failureWords('SourceFailing', '503')).toBe('the source fails: 503');
  expect(failureWords('CacheFull')).toBe('the cache is full');
});

test('a source may ask for a longer pause, within reason', () => {
  const paused = (asked: string) => pauseSeconds(4, asked, downloadPolicy);
  expect(['', '2', '90', '99999', '999999', 'Wed, 21 Oct 2026 07:28:00 GMT'].map(paused)).toEqual([
    4, 4, 90, 120, 4, 4,
  ]);
});
