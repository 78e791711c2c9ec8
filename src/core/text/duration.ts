/**
 * Writes milliseconds for people, with the precision they care about.
 * @example formatDuration(16) // '16 ms'
 * @example formatDuration(2040) // '2.0 s'
 * @example formatDuration(61000) // '1 min 1 s'
 */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const ages = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/**
 * Writes the time since `from` in one unit, the way kubectl's AGE column does.
 * @example formatAge({from: '2026-01-01T00:00:00Z', now: Date.parse('2026-01-03T00:00:00Z')}) // '2d'
 */
export function formatAge({ from, now }: { from: string; now: number }): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(from)) / 1000));
  const [unit, size] = ages.find(([, limit]) => seconds >= limit) ?? ['s', 1];
  return Number.isNaN(seconds) ? '' : `${Math.floor(seconds / size)}${unit}`;
}
