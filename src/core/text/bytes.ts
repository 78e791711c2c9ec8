const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/**
 * Writes a number of bytes for people.
 * @example formatBytes(98362432) // '93.8 MiB'
 */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}
