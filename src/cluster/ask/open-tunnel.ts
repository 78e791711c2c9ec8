import { Duplex } from 'node:stream';
import type { WebSocket } from 'undici';
import type { Answer } from '../../core/target.ts';
import type { OpenedSocket } from '../http/connection.ts';
import { sendRequest } from '../http/send-request.ts';
import { parseStatus, readDenial } from '../http/status.ts';
import { objectPath } from '../kinds.ts';
import type { Place } from '../objects.ts';
import { forbidden } from './forbidden.ts';

/** A port that a container of a pod listens on. */
export interface PodPort {
  readonly pod: string;
  readonly port: number;
}

// Kubernetes' port-forward over a WebSocket, as kubelets serve it (k8s.io/cri-streaming 0.37.2):
// a frame begins with its channel, and the first two bytes of a channel repeat the port.
const protocol = 'v4.channel.k8s.io';
const [dataChannel, errorChannel] = [0, 1];
const portBytes = 2;

/**
 * Opens one connection to a port inside of a pod; a user who may not gets told so. Nothing when it
 * does not open.
 */
export async function openTunnel(
  place: Place,
  { pod, port }: PodPort,
): Promise<{ readonly tunnel: Duplex } | Extract<Answer, { kind: 'forbidden' }> | undefined> {
  const { connection, namespace, signal } = place;
  const call = {
    what: `forward a port of Pod ${namespace}/${pod}`,
    method: 'GET',
    path: `${objectPath({ apiVersion: 'v1', kind: 'Pod', name: pod }, namespace)}/portforward`,
    query: { ports: String(port) },
    // To anything more certain an API server answers 406.
    accept: '*/*',
    signal,
  } as const;
  const opened = await connection.openSocket(call, protocol);
  opened.socket.binaryType = 'arraybuffer';
  if (await hasOpened(opened.socket, signal)) return { tunnel: tunnelOf(opened) };
  opened.cut();
  signal?.throwIfAborted();
  // A WebSocket does not tell what its server answered; a plain request is answered in words.
  const exchange = await sendRequest(connection, call);
  const status = exchange.kind === 'answered' ? parseStatus(exchange.answer.body) : undefined;
  const denial = status === undefined ? undefined : readDenial(status);
  return denial === undefined ? undefined : forbidden(denial);
}

async function hasOpened(socket: WebSocket, signal: AbortSignal | undefined): Promise<boolean> {
  return await new Promise((resolve) => {
    socket.addEventListener('open', () => resolve(true));
    socket.addEventListener('error', () => resolve(false));
    signal?.addEventListener('abort', () => resolve(false), { once: true });
  });
}

function tunnelOf({ socket, cut }: OpenedSocket): Duplex {
  const left = new Map([dataChannel, errorChannel].map((channel) => [channel, portBytes]));
  const tunnel = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      socket.send(Buffer.concat([Buffer.of(dataChannel), chunk]));
      done();
    },
    destroy(error, done) {
      // Whoever is at the other end may be gone, and would be waited for.
      cut();
      done(error);
    },
  });
  socket.addEventListener('message', ({ data }) => {
    const frame = Buffer.from(data);
    const [channel = errorChannel] = frame;
    const rest = frame.subarray(1);
    const repeated = left.get(channel) ?? 0;
    left.set(channel, Math.max(0, repeated - rest.length));
    const bytes = rest.subarray(repeated);
    if (bytes.length === 0) return;
    if (channel === dataChannel) tunnel.push(bytes);
    else tunnel.destroy(new Error(bytes.toString('utf8')));
  });
  socket.addEventListener('close', () => tunnel.push(null));
  socket.addEventListener('error', ({ error }) => tunnel.destroy(error));
  return tunnel;
}
