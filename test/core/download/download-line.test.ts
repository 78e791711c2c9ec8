import { expect, test } from 'vitest';
import { lastDownloadLine, parseDownloadLine } from '../../../src/core/download/download-line.ts';
import { listDownloadFailures } from '../../../src/core/download/failures.ts';

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
