import { type DownloadLine, lastDownloadLine } from '../core/download/download-line.ts';
import { podPhase } from '../core/observe/pod-phase.ts';
import { containerNames } from '../core/render/container.ts';
import type { Fact } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Ports } from './ports.ts';

/** Between two looks at what the downloads say; a shorter download is not looked at at all. */
const lookMilliseconds = 2000;
/** The newest line is wanted, and something else may stand behind it. */
const tailLines = 5;

export interface DownloadWatch {
  /** Takes in which pods download. */
  readonly see: (fact: Fact) => void;
  /** Resolves when nothing is looked at any more, after the signal. */
  readonly ended: () => Promise<void>;
}

/** Tells how far the downloads of a release have come, until `signal` ends it. */
export function watchDownloads(
  ports: Pick<Ports, 'target' | 'clock' | 'emit'>,
  signal: AbortSignal,
): DownloadWatch {
  const downloading = new Map<string, Seen>();
  let looking: Promise<void> | undefined;
  const see = (fact: Fact) => {
    if (!(fact.kind === 'present' || fact.kind === 'gone') || fact.object.kind !== 'Pod') return;
    const { name } = fact.object.metadata;
    const isDownloading = fact.kind === 'present' && podPhase(fact.object).phase === 'Downloading';
    if (!isDownloading) downloading.delete(name);
    else if (!downloading.has(name)) downloading.set(name, {});
    if (downloading.size > 0) looking ??= look(downloading, ports, signal).finally(forget);
  };
  const forget = () => {
    looking = undefined;
  };
  return { see, ended: async () => looking };
}

/** What a pod said last, and when. */
interface Seen {
  line?: DownloadLine;
  at?: number;
}

async function look(
  downloading: Map<string, Seen>,
  ports: Pick<Ports, 'target' | 'clock' | 'emit'>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await ports.clock.sleep(lookMilliseconds, signal);
    for (const [pod, seen] of downloading) {
      if (signal.aborted) return;
      const line = await readLine(pod, ports);
      if (line === 'unreadable') return;
      // The pod may be further while its log was on the way.
      if (line !== undefined && downloading.has(pod)) tell(pod, { line, seen }, ports);
    }
    if (downloading.size === 0) return;
  }
}

// Progress is a service to whoever waits: what keeps the log away is told by what needs it.
async function readLine(
  pod: string,
  { target }: Pick<Ports, 'target'>,
): Promise<DownloadLine | undefined | 'unreadable'> {
  try {
    const container = containerNames.downloader;
    return lastDownloadLine(await target.logs({ pod, container, tailLines }));
  } catch (error) {
    if (error instanceof LlmkubeError && error.code !== 'FORBIDDEN') return undefined;
    return 'unreadable';
  }
}

function tell(
  pod: string,
  { line, seen }: { readonly line: DownloadLine; readonly seen: Seen },
  { clock, emit }: Pick<Ports, 'clock' | 'emit'>,
): void {
  const before = { ...seen };
  const now = clock.monotonic();
  if (JSON.stringify(line) === JSON.stringify(before.line)) return;
  Object.assign(seen, { line, at: now });
  if (line.kind === 'progress') {
    const rate = rateOf(line.bytes, before, now);
    emit({
      type: 'downloadProgress',
      pod,
      bytes: line.bytes,
      ...(line.total === undefined ? {} : { total: line.total }),
      ...(rate === undefined ? {} : { bytesPerSecond: rate }),
    });
  }
  if (line.kind === 'retry') {
    emit({ type: 'downloadDelayed', pod, cause: line.cause, message: line.words });
  }
}

function rateOf(bytes: number, { line, at }: Seen, now: number): number | undefined {
  if (line?.kind !== 'progress' || at === undefined || now <= at) return undefined;
  // A download that began again has no rate.
  return bytes < line.bytes ? undefined : Math.round(((bytes - line.bytes) * 1000) / (now - at));
}
