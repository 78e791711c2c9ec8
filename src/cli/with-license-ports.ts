import { homedir } from 'node:os';
import type { LicensePorts } from '../actions/license.ts';
import { isLicenseKnown } from '../core/license/license-of-header.ts';
import { readMetadataOf } from '../models/read-metadata-of.ts';
import { withRepositories } from '../models/read-repositories.ts';
import { readSource } from '../models/read-source.ts';
import { hubAccess } from './hub-access.ts';
import { stopSignal } from './stop-signal.ts';
import { throwIfStopped } from './throw-if-stopped.ts';

/** Lends the work the places that may say what a license is. */
export async function withLicensePorts<Result>(
  work: (ports: LicensePorts) => Promise<Result>,
): Promise<Result> {
  const stop = stopSignal();
  try {
    const access = await hubAccess(process.env, homedir());
    const options = { signal: stop.signal, environment: process.env };
    return await withRepositories(access, options, async (readRepository) => {
      const result = await work({
        readSource: (question) => readSource(question, async () => access, options),
        readHeader: (place) =>
          readMetadataOf(place, isLicenseKnown, { ...options, token: access.token }),
        readRepository,
        signal: stop.signal,
      });
      throwIfStopped(stop.signal, 'read the license');
      return result;
    });
  } finally {
    stop.release();
  }
}
