import path from 'node:path';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Folders } from './folders.ts';

// The address of a unix socket ends with a zero byte: macOS has room for 104, Linux for 108.
const mostBytes = 103;

/** The longest name that a socket gets is that of an agent with a long process number. */
const longestName = 'agent-4194304';

/** Throws when the folder for sockets lies too deep for one that may be needed. */
export function checkSocketPaths(folders: Pick<Folders, 'run'>): void {
  socketPath(folders, longestName);
}

/** Where the socket of that name lies; a path that no socket can have is an error. */
export function socketPath({ run }: Pick<Folders, 'run'>, name: string): string {
  const socket = path.join(run, `${name}.sock`);
  const bytes = Buffer.byteLength(socket);
  if (bytes <= mostBytes) return socket;
  throw new LlmkubeError(
    'FOLDER_UNUSABLE',
    `Cannot make the socket \`${socket}\`: its path has ${bytes} bytes, and a socket's has at most ${mostBytes}`,
    {
      facts: { path: socket, bytes, limit: mostBytes },
      suggestions: ['set XDG_STATE_HOME to a folder with a shorter path'],
    },
  );
}
