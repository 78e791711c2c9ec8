import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { openTarget, virtualTiming } from '../open-target.ts';
import { sendJson, statusOf } from '../replies.ts';
import { type Heard, startScriptedServer } from '../scripted-server.ts';

// What a port-forward does is shown on a real node (test/commands/api-key.node.test.ts); here is
// what happens when there is nothing to forward to.
const question = { release: 'qwen', method: 'GET', path: '/v1/models' } as const;
const unready = {
  metadata: { name: 'qwen-1' },
  spec: { containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }] },
  status: { conditions: [{ type: 'Ready', status: 'False' }] },
};
const ready = { ...unready, status: { conditions: [{ type: 'Ready', status: 'True' }] } };
const leaving = {
  ...ready,
  metadata: { name: 'qwen-1', deletionTimestamp: '2026-01-01T00:00:00Z' },
};

function denial(verb: string, resource: string) {
  const words = `User "ann" cannot ${verb} resource "${resource}" in API group "" in the namespace "default"`;
  return statusOf(403, 'Forbidden', `${resource} is forbidden: ${words}`);
}

interface World {
  readonly pods: readonly [number, object];
  readonly engine: readonly [number, object];
  readonly isGuarded?: true;
  readonly isKeyed?: boolean;
}

async function askIn({ pods, engine, isGuarded, isKeyed }: World) {
  const answers: readonly (readonly [RegExp, number, object])[] = [
    [/\/secrets\//, 200, { kind: 'Secret', data: { key: 'c2s=' } }],
    [/\/portforward$/, 403, denial('get', 'pods/portforward')],
    [/\/pods$/, ...pods],
    [/\/proxy\//, ...engine],
  ];
  const server = await startScriptedServer(({ path }: Heard, response) => {
    const [, status = 404, body = {}] = answers.find(([pattern]) => pattern.test(path)) ?? [];
    sendJson(response, status, body);
  });
  const target = await openTarget(server.kubeconfig, virtualTiming());
  const keySecret = isKeyed === true ? { name: 'clients', key: 'key' } : undefined;
  const answer = await target.ask({ ...question, isGuarded, keySecret });
  return { answer, asked: server.heard.map(({ path }) => path.split('/').at(-1)) };
}

const list = (...items: readonly object[]) =>
  [200, { kind: 'PodList', metadata: {}, items }] as const;
const fine = [200, { data: [] }] as const;
const keyless = [401, { error: { message: 'Invalid API Key' } }] as const;

test('an engine that answers through the proxy is asked nowhere else', async () => {
  const { answer, asked } = await askIn({ pods: list(ready), engine: fine });
  expect(answer).toMatchObject({ kind: 'answered', status: 200 });
  expect(asked).toEqual(['models']);
});

test('a 401 without a key of ours is an answer', async () => {
  const { answer, asked } = await askIn({ pods: list(ready), engine: keyless });
  expect(answer).toMatchObject({ kind: 'answered', status: 401 });
  expect(asked).toEqual(['models']);
});

test.each([
  ['no pod', list()],
  ['an unready pod', list(unready)],
  ['a pod that is being deleted', list(leaving)],
  ['pods that may not be listed', [403, denial('list', 'pods')] as const],
])('with %s there is no other way than the proxy', async (_, pods) => {
  const { answer } = await askIn({ pods, engine: keyless, isKeyed: true });
  const message = expect.stringContaining('no port-forward into a pod opens');
  expect(answer).toMatchObject({ kind: 'unreached', message });
  const guarded = await askIn({ pods, engine: fine, isGuarded: true });
  expect(guarded).toMatchObject({ answer: { status: 200 }, asked: ['pods', 'models'] });
});

/** Takes the upgrade, says what an engine would, and then nothing: its node has gone. */
function answerInTunnel(socket: Duplex, key: string, text: string): void {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept.digest('base64')}`,
    'Sec-WebSocket-Protocol: v4.channel.k8s.io',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  for (const bytes of [
    [0, 0x90, 0x1f],
    [1, 0x90, 0x1f],
    [0, ...Buffer.from(text)],
  ]) {
    socket.write(Buffer.from([0x82, bytes.length, ...bytes]));
  }
}

async function askThroughTunnel(text: string) {
  const pods = { kind: 'PodList', metadata: {}, items: [ready] };
  const server = await startScriptedServer((_, response) => sendJson(response, 200, pods));
  const upgraded: Duplex[] = [];
  server.listener.on('upgrade', ({ headers }: IncomingMessage, socket: Duplex) => {
    // It notices when the other end goes, and only then goes itself.
    socket.resume().once('end', () => socket.end());
    upgraded.push(socket);
    answerInTunnel(socket, headers['sec-websocket-key'] ?? '', text);
  });
  const reports: number[] = [];
  const onRequest = ({ status }: { status: number }) => void reports.push(status);
  const target = await openTarget(server.kubeconfig, { ...virtualTiming(), onRequest });
  const asking = target.ask({ ...question, isGuarded: true });
  return { asking, upgraded, reports, target };
}

test('a tunnel is cut once it has answered, also when its other end says nothing', async () => {
  const text = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';
  const { asking, upgraded, reports } = await askThroughTunnel(text);
  expect(await asking).toEqual({ kind: 'answered', status: 200, body: '{}' });
  expect(reports).toEqual([200, 101]);
  const [socket] = upgraded;
  if (socket?.closed === false) await once(socket, 'close');
  expect(upgraded).toHaveLength(1);
});

test('a tunnel that gives no answer is cut with the connection', async () => {
  const { asking, upgraded, target } = await askThroughTunnel('');
  const outcome = asking.catch((error: unknown) => error);
  await expect.poll(() => upgraded).toHaveLength(1);
  await target.close();
  const [socket] = upgraded;
  if (socket?.closed === false) await once(socket, 'close');
  await outcome;
});

test('who may use no port-forward is told, and why one is needed', async () => {
  const { answer } = await askIn({ pods: list(ready), engine: keyless, isKeyed: true });
  expect(answer).toMatchObject({
    kind: 'forbidden',
    message:
      'it takes no key in `X-Api-Key`, all that the API server passes on, and user `ann` may not `get` `pods/portforward` in namespace `default`',
    suggestions: expect.arrayContaining([expect.stringContaining('--subresource=portforward')]),
  });
});

test('who may use neither way is told both, and how to get the smaller permission', async () => {
  const engine = [403, denial('create', 'services/proxy')] as const;
  const { answer } = await askIn({ pods: list(ready), engine });
  expect(answer).toMatchObject({
    kind: 'forbidden',
    message: expect.stringMatching(/`services\/proxy`.*, and .*`pods\/portforward`/),
    suggestions: expect.arrayContaining([expect.stringContaining('services/proxy')]),
  });
});
