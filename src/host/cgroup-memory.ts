import path from 'node:path';
import { flatNumber } from './memory-texts.ts';

/** Gives a file's text, or undefined when there is none. */
export type ReadText = (file: string) => Promise<string | undefined>;

export interface CgroupMemory {
  /** The tightest limit. */
  readonly limit: number;
  /** What is left below some limit; files that could be dropped count as left. */
  readonly available: number;
}

interface Version {
  readonly mount: string;
  /** The line of /proc/self/cgroup that names the group. */
  readonly line: RegExp;
  readonly limit: string;
  readonly usage: string;
  readonly droppable: readonly string[];
}

const versions: readonly Version[] = [
  {
    mount: '/sys/fs/cgroup',
    line: /^0::(\/.*)$/m,
    limit: 'memory.max',
    usage: 'memory.current',
    droppable: ['inactive_file', 'active_file'],
  },
  {
    mount: '/sys/fs/cgroup/memory',
    line: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(\/.*)$/m,
    limit: 'memory.limit_in_bytes',
    usage: 'memory.usage_in_bytes',
    droppable: ['total_inactive_file', 'total_active_file'],
  },
];

/** The limits of this process's groups, or undefined where nothing below `total` limits it. */
export async function readCgroupMemory(
  read: ReadText,
  total: number,
): Promise<CgroupMemory | undefined> {
  const membership = (await read('/proc/self/cgroup')) ?? '';
  const found: CgroupMemory[] = [];
  for (const version of versions) {
    const group = version.line.exec(membership)?.[1];
    if (group === undefined) continue;
    for (const folder of upwards(group)) {
      const memory = await readGroup(read, path.join(version.mount, folder), version);
      if (memory !== undefined && memory.limit < total) found.push(memory);
    }
  }
  if (found.length === 0) return undefined;
  return {
    limit: Math.min(...found.map(({ limit }) => limit)),
    available: Math.min(...found.map(({ available }) => available)),
  };
}

// A group has what every group above it leaves; in a container the path may start above the mount.
function upwards(group: string): readonly string[] {
  const parts = group.split('/').filter((part) => part !== '' && part !== '..');
  return Array.from({ length: parts.length + 1 }, (_, kept) => parts.slice(0, kept).join('/'));
}

async function readGroup(
  read: ReadText,
  folder: string,
  { limit, usage, droppable }: Version,
): Promise<CgroupMemory | undefined> {
  const file = async (name: string) => await read(path.join(folder, name));
  const most = Number.parseInt((await file(limit)) ?? '', 10);
  const used = Number.parseInt((await file(usage)) ?? '', 10);
  if (Number.isNaN(most) || Number.isNaN(used)) return undefined;
  const stat = (await file('memory.stat')) ?? '';
  const files = droppable.reduce((sum, name) => sum + flatNumber(stat, name), 0);
  return { limit: most, available: Math.max(0, most - Math.max(0, used - files)) };
}
