import { type DownloadFailureKind, isDownloadFailureKind } from './failures.ts';

/** Starts every line that a download says to machines and people. */
export const downloadLinePrefix = 'llmkube-download: ';

/** What a download says, one line each. Bytes are those of the whole file that are there. */
export type DownloadLine =
  | { readonly kind: 'cached'; readonly bytes: number }
  | { readonly kind: 'waiting'; readonly holder: string }
  | { readonly kind: 'progress'; readonly bytes: number; readonly total?: number }
  | { readonly kind: 'checking'; readonly bytes: number }
  | {
      readonly kind: 'retry';
      readonly seconds: number;
      readonly cause: DownloadFailureKind;
      readonly words: string;
    }
  | { readonly kind: 'failed'; readonly cause: DownloadFailureKind; readonly words: string }
  | { readonly kind: 'done'; readonly bytes: number };

const forms: readonly {
  readonly form: RegExp;
  readonly read: (groups: Readonly<Record<string, string>>) => DownloadLine | undefined;
}[] = [
  {
    form: /^(?<kind>cached|checking|done) (?<bytes>\d+)$/,
    read: ({ kind, bytes }) => ({
      kind: kind as 'cached' | 'checking' | 'done',
      bytes: Number(bytes),
    }),
  },
  { form: /^waiting: (?<holder>\S+)$/, read: ({ holder = '' }) => ({ kind: 'waiting', holder }) },
  {
    form: /^progress (?<bytes>\d+)(?: (?<total>\d+))?$/,
    read: ({ bytes, total }) => ({
      kind: 'progress',
      bytes: Number(bytes),
      ...(total === undefined ? {} : { total: Number(total) }),
    }),
  },
  {
    form: /^retry (?<seconds>\d+): (?<cause>\w+): (?<words>.*)$/,
    read: ({ seconds, cause = '', words = '' }) =>
      isDownloadFailureKind(cause)
        ? { kind: 'retry', seconds: Number(seconds), cause, words }
        : undefined,
  },
  {
    form: /^failed: (?<cause>\w+): (?<words>.*)$/,
    read: ({ cause = '', words = '' }) =>
      isDownloadFailureKind(cause) ? { kind: 'failed', cause, words } : undefined,
  },
];

/** Writes one line, without its end; what `parseDownloadLine` reads. */
export function formatDownloadLine(line: DownloadLine): string {
  return `${downloadLinePrefix}${format(line)}`;
}

function format(line: DownloadLine): string {
  switch (line.kind) {
    case 'waiting':
      return `waiting: ${line.holder}`;
    case 'progress':
      return `progress ${line.bytes}${line.total === undefined ? '' : ` ${line.total}`}`;
    case 'retry':
      return `retry ${line.seconds}: ${line.cause}: ${line.words}`;
    case 'failed':
      return `failed: ${line.cause}: ${line.words}`;
    default:
      return `${line.kind} ${line.bytes}`;
  }
}

/** Reads one line of a download; nothing when it is of somebody else or of a newer version. */
export function parseDownloadLine(line: string): DownloadLine | undefined {
  const start = line.indexOf(downloadLinePrefix);
  if (start < 0) return undefined;
  const text = line.slice(start + downloadLinePrefix.length).trim();
  for (const { form, read } of forms) {
    const match = form.exec(text);
    if (match !== null) return read(match.groups ?? {});
  }
  return undefined;
}

/** The newest thing that a download said in this piece of its log. */
export function lastDownloadLine(log: string): DownloadLine | undefined {
  for (const line of log.split('\n').reverse()) {
    const read = parseDownloadLine(line);
    if (read !== undefined) return read;
  }
  return undefined;
}
