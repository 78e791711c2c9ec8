import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ConnectProxy {
  readonly url: string;
  /** `HOST:PORT` of every tunnel and the URL of every request without one, in order. */
  readonly asked: readonly string[];
}

export interface ConnectProxyOptions {
  /** Statuses that refuse the first tunnels. */
  readonly refusals?: readonly number[];
  /** One of this machine; pods reach only some. */
  readonly address?: string;
}

/**
 * An http proxy on real TCP until the running test has finished. It leads every host name to this
 * machine, so that a name that nothing else knows proves the way.
 */
export async function startConnectProxy({
  refusals = [],
  address = '127.0.0.1',
}: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const proxy = createServer((incoming, outgoing) => {
    asked.push(incoming.url ?? '');
    const { port, pathname, search } = new URL(incoming.url ?? '');
    const { method, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, path: pathname + search, method, headers });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  proxy.on('connect', ({ url = '' }, socket: Socket) => {
    const refusal = refusals[asked.length];
    asked.push(url);
    open.add(socket);
    if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
    const onward = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    open.add(onward);
    // Either end may break off, which is the other end's news.
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  });
  await once(proxy.listen(0, address), 'listening');
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    proxy.close();
    proxy.closeAllConnections();
  });
  return { url: `http://${address}:${(proxy.address() as AddressInfo).port}`, asked };
}
