import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { engineOnThisMachine } from './engine-on-this-machine.ts';

export interface LlamaServerProcess {
  url: string;
  /** What it has written until now. */
  said(): string;
  close(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;

/** Runs llama-server on this machine, on a free loopback port, until it is healthy. */
export async function startLlamaServer(
  model: string,
  args: readonly string[] = [],
): Promise<LlamaServerProcess> {
  const engine = await engineOnThisMachine('llama-server');
  const url = `http://127.0.0.1:${await freePort()}`;
  const listen = ['--host', '127.0.0.1', '--port', new URL(url).port];
  const command = [engine.file, ...engine.args, '--model', model, ...listen, ...args];
  // The kernel kills the server with this process, however this process ends.
  const server = execa('setpriv', ['--pdeathsig', 'KILL', '--', ...command], {
    cwd: engine.cwd,
    stdin: 'ignore',
    reject: false,
  });
  let text = '';
  server.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const close = async () => {
    server.kill('SIGKILL');
    await server;
  };
  const exited = server.then(({ stderr }) => Promise.reject(new Error(`llama-server: ${stderr}`)));
  try {
    await Promise.race([untilHealthy(url), exited]);
  } catch (error) {
    await close();
    throw error;
  }
  // From here on an exit is what `close` asks for; requests to a dead server fail by themselves.
  exited.catch(() => undefined);
  return { url, said: () => text, close };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was bound');
  return address.port;
}

async function untilHealthy(url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    // Refused connections are what a server that is still starting gives.
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await delay(20);
  }
  throw new Error(`llama-server was not healthy within ${READY_WITHIN_MS / 1000} s`);
}
