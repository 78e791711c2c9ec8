import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Folders } from '../host/folders.ts';
import { socketPath } from '../host/socket-path.ts';
import type { WorkerPlaces } from './worker-ports.ts';

/** Where the parts of a release lie in the folders of a user. */
export function placesIn(folders: Folders): WorkerPlaces {
  return {
    engines: folders.engines,
    logsOf: (release) => join(folders.logs, release),
    // A socket's path must be short, and a release's name need not be. The mark tells it from the
    // sockets of agents.
    socketOf: (release) => socketPath(folders, `e-${shortened(release)}`),
  };
}

function shortened(release: string): string {
  if (release.length <= 12) return release;
  return `${release.slice(0, 4)}-${createHash('sha256').update(release).digest('hex').slice(0, 7)}`;
}
