const kibibyte = 1024;

/**
 * The named lines of /proc files such as `MemAvailable:  1234 kB`, in bytes; a line without a unit
 * or a missing one is undefined.
 */
export function kibibyteLine(text: string, name: string): number | undefined {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  return found === undefined ? undefined : Number(found) * kibibyte;
}

/** A number of a cgroup's flat file, such as `inactive_file 4096` of memory.stat. */
export function flatNumber(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}

/** Bytes that macOS could give to a program, from what `vm_stat` prints. */
export function availableInVmStat(text: string): number | undefined {
  const pageBytes = Number(/page size of (\d+) bytes/.exec(text)?.[1]);
  if (Number.isNaN(pageBytes)) return undefined;
  // What is inactive or purgeable is given up before anything is swapped out.
  const pages = ['free', 'inactive', 'speculative', 'purgeable'].map((name) =>
    Number(new RegExp(`^Pages ${name}:\\s+(\\d+)\\.`, 'm').exec(text)?.[1] ?? 0),
  );
  return pages.reduce((sum, count) => sum + count, 0) * pageBytes;
}
