import { describeCause } from '../../errors/describe-cause.ts';
import type { CauseCode } from './cause-codes.ts';

/** What a container that ended said about why. */
export interface Said {
  readonly code: CauseCode;
  readonly message: string;
}

/** Kinds that the downloader names in its last line. */
const kinds: Readonly<Record<string, CauseCode>> = {
  unauthorized: 'SourceUnauthorized',
  forbidden: 'SourceForbidden',
  notFound: 'SourceNotFound',
  tooManyRequests: 'SourceRateLimited',
  unreachable: 'SourceUnreachable',
  untrusted: 'SourceUntrusted',
  wrongLength: 'SourceWrongLength',
  wrongDigest: 'SourceWrongDigest',
  notGguf: 'SourceNotGguf',
  noSpace: 'CacheFull',
  readOnly: 'CacheReadOnly',
};

/** Words of curl and of a downloader that names no kind. */
const downloadWords: readonly (readonly [RegExp, CauseCode])[] = [
  [/not a GGUF file/, 'SourceNotGguf'],
  [/error: 401\b/, 'SourceUnauthorized'],
  [/error: 403\b/, 'SourceForbidden'],
  [/error: (404|410)\b/, 'SourceNotFound'],
  [/error: 429\b/, 'SourceRateLimited'],
  [/cache is full/, 'CacheFull'],
  [/cache cannot be written/, 'CacheReadOnly'],
  [/SSL|certificate/i, 'SourceUntrusted'],
  [/resolve host|connect to|timed out|refused/i, 'SourceUnreachable'],
];

/** Reads the last line `llmkube-download: failed: ...` of what the downloader wrote. */
export function readDownloadWords(text: string): Said | undefined {
  const [line] = [...text.matchAll(/^llmkube-download: failed: (.*)$/gm)].slice(-1);
  if (line === undefined) return undefined;
  const [, kind = '', words = line[1] ?? ''] = /^(\w+): (.*)$/.exec(line[1] ?? '') ?? [];
  const known = Object.hasOwn(kinds, kind) || kind === 'other';
  const said = known ? words : (line[1] ?? '');
  const code = known ? kinds[kind] : downloadWords.find(([pattern]) => pattern.test(said))?.[1];
  return { code: code ?? 'DownloadFailed', message: `the download fails: ${describeCause(said)}` };
}

/** Words of engines before they end (llama.cpp b5000 to b9000, vLLM 0.11), most telling first. */
const engineWords: readonly (readonly [RegExp, CauseCode, string])[] = [
  [
    /out of memory|unable to allocate \S+ buffer|failed to allocate/i,
    'EngineOutOfMemory',
    'the device has too little memory',
  ],
  [
    /driver version is insufficient|no kernel image is available/i,
    'DriverMismatch',
    'the driver does not fit the image',
  ],
  [
    /invalid argument: |unrecognized arguments?|unknown argument/i,
    'UnknownArgument',
    'the engine does not know an argument',
  ],
  [
    /unknown (model )?architecture|GGUF file is version|invalid magic|corrupted or incomplete|not within the file bounds|failed to read (header|key-value|tensor)|error loading model/i,
    'ModelUnreadable',
    'the engine cannot read the model',
  ],
];

/** The first line that gives away why an engine ended. */
export function readEngineWords(text: string): Said | undefined {
  for (const [pattern, code, meaning] of engineWords) {
    const line = text.split('\n').find((candidate) => pattern.test(candidate));
    if (line !== undefined) return { code, message: `${meaning}: ${withoutStamp(line)}` };
  }
  return undefined;
}

/** The last line with something in it, without the time that loggers put before it. */
export function lastWords(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return withoutStamp(lines.at(-1) ?? '');
}

function withoutStamp(line: string): string {
  return describeCause(line.replace(/^[\d.:TZ+-]+ (?:[EWID] )?/, ''));
}
