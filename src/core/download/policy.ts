/** How patient a download is, whoever does it. */
export interface DownloadPolicy {
  /** Pauses before each further try; a try that got on starts the list anew. */
  readonly pausesSeconds: readonly number[];
  /** A source may ask for longer pauses (Retry-After), but not for longer ones than this. */
  readonly longestPauseSeconds: number;
  readonly connectSeconds: number;
  /** Slower than this for so long counts as broken off. */
  readonly slowestBytesPerSecond: number;
  readonly slowSeconds: number;
  /** Between two progress lines, and between two signs of life of the holder of the lock. */
  readonly progressSeconds: number;
  /** A lock whose holder gave no sign of life for so long is taken over. */
  readonly lockStaleSeconds: number;
  /** Parts of other models that nobody wrote to for so long are removed. */
  readonly partStaleMinutes: number;
  readonly mostRedirects: number;
}

export const downloadPolicy: DownloadPolicy = {
  pausesSeconds: [1, 2, 4, 8, 16, 30, 30],
  longestPauseSeconds: 120,
  connectSeconds: 10,
  slowestBytesPerSecond: 1024,
  slowSeconds: 60,
  progressSeconds: 2,
  lockStaleSeconds: 20,
  // Longer than every pause, and than the kubelet's between two starts of a container.
  partStaleMinutes: 60,
  mostRedirects: 10,
};

/** How long to wait before a further try, when the source asks for so much (Retry-After). */
export function pauseSeconds(planned: number, asked: string, policy: DownloadPolicy): number {
  // Dates, and numbers that no source means, are no numbers of seconds.
  const seconds = /^\d{1,5}$/.test(asked) ? Number(asked) : 0;
  return Math.min(Math.max(planned, seconds), policy.longestPauseSeconds);
}
