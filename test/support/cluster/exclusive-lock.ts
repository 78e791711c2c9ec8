import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';

/**
 * Runs `work` while no other process on this machine holds the lock of that name, and gives
 * back its result. The lock is an abstract Unix socket: the kernel frees it when its holder
 * dies, however it dies, so there is no stale lock to break. `onWait` is called once when
 * somebody else holds the lock.
 */
export async function withExclusiveLock<T>(
  name: string,
  work: () => Promise<T>,
  onWait: () => void = () => {},
): Promise<T> {
  const lock = await acquire(`\0llmkube-test/${name}`, onWait);
  try {
    return await work();
  } finally {
    await release(lock);
  }
}

interface HeldLock {
  server: Server;
  waiting: Set<{ destroy: () => void }>;
}

async function acquire(address: string, onWait: () => void): Promise<HeldLock> {
  let waited = false;
  for (;;) {
    const held = await tryToHold(address);
    if (held) return held;
    if (!waited) onWait();
    waited = true;
    await untilFreed(address);
  }
}

async function tryToHold(address: string): Promise<HeldLock | undefined> {
  const waiting: HeldLock['waiting'] = new Set();
  const server = createServer((socket) => {
    waiting.add(socket);
    // A waiter that is killed is no longer a waiter.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => waiting.delete(socket));
  });
  server.listen(address);
  try {
    await once(server, 'listening');
    return { server, waiting };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

// Being connected to the holder means waiting: the connection ends when the holder lets go.
async function untilFreed(address: string): Promise<void> {
  const socket = connect(address);
  socket.resume();
  // A refused connection says that the holder has just gone, which is what is waited for.
  socket.on('error', () => socket.destroy());
  await new Promise((resolve) => socket.once('close', resolve));
}

async function release({ server, waiting }: HeldLock): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const socket of waiting) socket.destroy();
  await closed;
}
