import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openListener } from '../../src/agent/http/open-listener.ts';
import { systemClock } from '../../src/cli/system-clock.ts';

// node scripts/bench/listener-process.ts stub|bare|listener SOCKET: one part of what the benchmark
// of the listener measures, in a process of its own. Prints the port once it answers.

const [role = '', socket = ''] = process.argv.slice(2);
const roles: Readonly<Record<string, () => Promise<number>>> = {
  stub: async () => await listenOn(createStub(), socket),
  bare: async () => await listenOn(createPassThrough(), 0),
  listener: async () => {
    const backend = { release: 'm', model: 'm', socket, isReady: true };
    const listener = await openListener({
      host: '127.0.0.1',
      port: 0,
      apiKey: undefined,
      backends: () => [backend],
      log: () => undefined,
      clock: systemClock,
    });
    return listener.address.port;
  },
};
process.stdout.write(`${await roles[role]?.()}\n`);

/** An engine that needs no time. */
function createStub(): Server {
  const content = 'The capital city of France is Paris. '.repeat(4);
  const message = { role: 'assistant', content };
  const choices = [{ index: 0, message, finish_reason: 'stop' }];
  const usage = { prompt_tokens: 16, completion_tokens: 32, total_tokens: 48 };
  const answer = JSON.stringify({ object: 'chat.completion', model: 'm', choices, usage });
  const headers = { 'content-type': 'application/json', 'content-length': answer.length };
  return createServer((asked, response) => {
    asked.resume().once('end', () => response.writeHead(200, headers).end(answer));
  });
}

/** The least that can stand between a client and an engine. */
function createPassThrough(): Server {
  const agent = new Agent({ keepAlive: true });
  return createServer((asked, response) => {
    const { method, url, headers } = asked;
    const target = { socketPath: socket, agent, method, path: url, headers };
    const passed = request(target, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    asked.pipe(passed);
  });
}

async function listenOn(server: Server, where: string | number): Promise<number> {
  if (typeof where === 'string') server.listen(where);
  else server.listen(where, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'string' ? 0 : ((address as AddressInfo).port ?? 0);
}
