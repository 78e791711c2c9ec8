import type { LlmkubeEvent } from '../core/events.ts';
import { formatBytes } from '../core/text/bytes.ts';

export type DownloadProgress = LlmkubeEvent & { readonly type: 'downloadProgress' };

/** How far a download has come, in one line. */
export function downloadText({ pod, bytes, total, bytesPerSecond }: DownloadProgress): string {
  const of = total === undefined ? '' : ` of ${formatBytes(total)} (${percent(bytes, total)} %)`;
  const rate = bytesPerSecond === undefined ? '' : `, ${formatBytes(bytesPerSecond)}/s`;
  return `pod ${pod}: downloaded ${formatBytes(bytes)}${of}${rate}`;
}

const shownEachMilliseconds = 10_000;
const shownEachPercent = 10;

/**
 * Tells which steps are worth a line of their own where lines stay: the first, every tenth of the
 * file, and one now and then while a tenth takes long.
 */
export function downloadFilter(now: () => number): (event: DownloadProgress) => boolean {
  const shown = new Map<string, { readonly at: number; readonly tenth: number }>();
  return ({ pod, bytes, total }) => {
    const tenth = total === undefined ? 0 : Math.floor(percent(bytes, total) / shownEachPercent);
    const before = shown.get(pod);
    const isDue =
      before === undefined || tenth !== before.tenth || now() - before.at >= shownEachMilliseconds;
    if (isDue) shown.set(pod, { at: now(), tenth });
    return isDue;
  };
}

function percent(bytes: number, total: number): number {
  return total === 0 ? 100 : Math.floor((bytes * 100) / total);
}
