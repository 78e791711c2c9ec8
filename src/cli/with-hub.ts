import { homedir } from 'node:os';
import type { HubAccess } from '../models/hub-session.ts';
import type { ReadOptions } from '../models/read-options.ts';
import { type ReadRepository, withRepositories } from '../models/read-repositories.ts';
import { hubAccess } from './hub-access.ts';
import { stopSignal } from './stop-signal.ts';

/** The hub that the environment names, and what its questions are asked with. */
export interface OpenHub {
  readonly access: HubAccess;
  readonly readRepository: ReadRepository;
  /** Its signal aborts when the command is told to end. */
  readonly options: ReadOptions;
}

/** Lends the work a hub, and closes it whatever happens. */
export async function withHub<Result>(work: (hub: OpenHub) => Promise<Result>): Promise<Result> {
  const stop = stopSignal();
  try {
    const access = await hubAccess(process.env, homedir());
    const options = { signal: stop.signal, environment: process.env };
    return await withRepositories(access, options, (readRepository) =>
      work({ access, readRepository, options }),
    );
  } finally {
    stop.release();
  }
}
