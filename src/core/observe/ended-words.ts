import { describeCause } from '../../errors/describe-cause.ts';
import { lastDownloadLine } from '../download/download-line.ts';
import type { CauseCode } from './cause-codes.ts';

/** What a container that ended said about why. */
export interface Said {
  readonly code: CauseCode;
  readonly message: string;
}

/** Reads the line with which a download of ours has ended. */
export function readDownloadWords(text: string): Said | undefined {
  const line = lastDownloadLine(text);
  if (line?.kind !== 'failed') return undefined;
  return { code: line.cause, message: `the download fails: ${describeCause(line.words)}` };
}

/** Words of engines before they end (llama.cpp b5000 to b9000, vLLM 0.11), most telling first. */
const engineWords: readonly (readonly [RegExp, CauseCode, string])[] = [
  [/exec format error/i, 'ImageWrongPlatform', 'the image is not built for this platform'],
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
