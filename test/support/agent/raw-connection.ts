import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { pollUntil } from '../cluster/poll-until.ts';

/** A TCP connection that sends exactly what a test says, and keeps what comes back. */
export interface RawConnection {
  readonly socket: Socket;
  readonly text: () => string;
  readonly until: (pattern: RegExp) => Promise<string>;
  /** Resolves with all that came when the other side has ended the connection. */
  readonly ended: () => Promise<string>;
  /** The code of the error that ended it, if one did. */
  readonly error: () => string | undefined;
}

export async function openRaw(port: number, send = ''): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  let isOver = false;
  socket.on('data', (chunk) => chunks.push(chunk));
  let failure: NodeJS.ErrnoException | undefined;
  socket.on('error', (error) => {
    failure = error;
  });
  socket.on('close', () => {
    isOver = true;
  });
  await once(socket, 'connect');
  socket.write(send);
  const text = () => Buffer.concat(chunks).toString('latin1');
  return {
    socket,
    text,
    error: () => failure?.code,
    until: async (pattern) => {
      await pollUntil({ what: String(pattern), seconds: 10 }, () => pattern.test(text()));
      return text();
    },
    ended: async () => {
      await pollUntil({ what: 'the end of the connection', seconds: 10 }, () => isOver);
      return text();
    },
  };
}

/** A POST of a completion, written by hand. */
export function rawPost(body: string, headers: readonly string[] = []): string {
  const all = ['Host: localhost', `Content-Length: ${Buffer.byteLength(body)}`, ...headers];
  return `POST /v1/completions HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n${body}`;
}
