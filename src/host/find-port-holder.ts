import { readdir, readFile, readlink } from 'node:fs/promises';

/** Who listens on a port, as far as this user can see. */
export interface PortHolder {
  readonly user: number;
  /** Absent when it is a process of somebody else. */
  readonly process?: { readonly pid: number; readonly name: string };
}

/** Finds who listens on a TCP port of this machine; nothing where the kernel has no `/proc`. */
export async function findPortHolder(
  port: number,
  proc = '/proc',
): Promise<PortHolder | undefined> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readOrEmpty(`${proc}/net/${name}`)),
  );
  const listener = tables.flatMap(listeners).find((row) => row.port === port);
  if (listener === undefined) return undefined;
  const process = await processOfSocket(listener.inode, proc);
  return { user: listener.user, ...(process === undefined ? {} : { process }) };
}

interface Listener {
  readonly port: number;
  readonly user: number;
  readonly inode: string;
}

const LISTENING = '0A';

// The columns are those of proc_net_tcp(5): `local_address` is ADDRESS:PORT in hex.
function listeners(table: string): Listener[] {
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([, local = '', , state, , , , user, , inode = '']) => {
    const port = Number.parseInt(local.split(':')[1] ?? '', 16);
    return state === LISTENING ? [{ port, user: Number(user), inode }] : [];
  });
}

async function processOfSocket(inode: string, proc: string) {
  for (const entry of await readdir(proc)) {
    if (!/^\d+$/.test(entry) || !(await holds(`${proc}/${entry}/fd`, `socket:[${inode}]`)))
      continue;
    const name = (await readOrEmpty(`${proc}/${entry}/comm`)).trim();
    return { pid: Number(entry), name };
  }
  return undefined;
}

async function holds(folder: string, wanted: string): Promise<boolean> {
  // Processes of others are closed to us, and any may end while we look.
  const files = await readdir(folder).catch(() => []);
  for (const file of files) {
    // It may be closed while we look.
    const target = await readlink(`${folder}/${file}`).catch(() => '');
    if (target === wanted) return true;
  }
  return false;
}

async function readOrEmpty(file: string): Promise<string> {
  // Other systems have no such file, and a process may end while we look.
  return await readFile(file, 'utf8').catch(() => '');
}
