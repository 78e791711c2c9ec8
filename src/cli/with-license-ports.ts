import type { LicensePorts } from '../actions/license.ts';
import { isLicenseKnown } from '../core/license/license-of-header.ts';
import { readMetadataOf } from '../models/read-metadata-of.ts';
import { readSource } from '../models/read-source.ts';
import { throwIfStopped } from './throw-if-stopped.ts';
import { withHub } from './with-hub.ts';

/** Lends the work the places that may say what a license is. */
export async function withLicensePorts<Result>(
  work: (ports: LicensePorts) => Promise<Result>,
): Promise<Result> {
  return await withHub(async ({ access, readRepository, options }) => {
    const result = await work({
      readSource: (question) => readSource(question, async () => access, options),
      readHeader: (place) =>
        readMetadataOf(place, isLicenseKnown, { ...options, token: access.token }),
      readRepository,
      signal: options.signal,
    });
    throwIfStopped(options.signal, 'read the license');
    return result;
  });
}
