import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const SOCKET_TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;
const SOCKET_RESOURCES = /^(TCPSocketWrap|TCPServerWrap|UDPWrap|PipeServerWrap)$/;

/**
 * Names the network sockets and listening Unix sockets that this process has open, idle ones too.
 * Where there is no /proc, only those that keep Node alive can be seen.
 */
export function openSockets(): string[] {
  if (process.platform !== 'linux') {
    return process.getActiveResourcesInfo().filter((name) => SOCKET_RESOURCES.test(name));
  }
  const owned = ownedInodes();
  const network = SOCKET_TABLES.flatMap((table) =>
    tableRows(table)
      .filter((row) => owned.has(row[9] ?? ''))
      .map((row) => `${table} ${address(row[1])} -> ${address(row[2])}`),
  );
  const unix = tableRows('unix')
    .filter((row) => owned.has(row[6] ?? '') && row[7] !== undefined)
    .map((row) => `unix ${row[7]}`);
  return [...network, ...unix];
}

/** Names the living child processes of this process; where there is no /proc, those Node awaits. */
export function livingChildren(): string[] {
  if (process.platform !== 'linux') {
    return process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap');
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const [state, parent] = statFields(pid);
      return state !== 'Z' && parent === String(process.pid) ? [`${pid} ${commandLine(pid)}`] : [];
    });
}

function ownedInodes(): Set<string> {
  const inodes = readdirSync('/proc/self/fd').map((fd) => {
    const target = readOrEmpty(() => readlinkSync(`/proc/self/fd/${fd}`));
    return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '';
  });
  return new Set(inodes.filter((inode) => inode !== '' && inode !== '0'));
}

/** The columns of each line below the heading; proc_net and unix(7) describe them. */
function tableRows(table: string): string[][] {
  const text = readOrEmpty(() => readFileSync(`/proc/self/net/${table}`, 'utf8'));
  const lines = text.split('\n').slice(1);
  return lines.filter((line) => line !== '').map((line) => line.trim().split(/\s+/));
}

/** `0100007F:1F90` is 127.0.0.1:8080 in the byte order of the machine. */
function address(hex: string | undefined): string {
  const [host = '', port = '0'] = (hex ?? '').split(':');
  const isV4 = host.length === 8;
  const bytes = isV4 ? (host.match(/../g) ?? []).reverse().map((b) => Number.parseInt(b, 16)) : [];
  return `${isV4 ? bytes.join('.') : host}:${Number.parseInt(port, 16)}`;
}

/** State and parent; the name before them is in brackets and may hold anything. */
function statFields(pid: string): string[] {
  const text = readOrEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function commandLine(pid: string): string {
  const text = readOrEmpty(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  return text.replaceAll('\0', ' ').trim();
}

function readOrEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    // The process or descriptor ended between the listing and the look at it.
    return '';
  }
}
