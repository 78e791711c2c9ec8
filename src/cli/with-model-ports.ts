import type { FitPorts } from '../actions/nearest-that-fits.ts';
import type { RepositoryPorts } from '../actions/read-repository.ts';
import { readSource } from '../models/read-source.ts';
import { headerReader } from './header-reader.ts';
import { throwIfStopped } from './throw-if-stopped.ts';
import { weightsReader } from './weights-reader.ts';
import { withHub } from './with-hub.ts';

/** Lends the work the places that models are read from. */
export async function withModelPorts<Result>(
  work: (ports: FitPorts & RepositoryPorts) => Promise<Result>,
): Promise<Result> {
  return await withHub(async ({ access, readRepository, options }) => {
    const result = await work({
      readSource: (question) => readSource(question, async () => access, options),
      readHeader: headerReader(async () => access),
      readRepository,
      ...weightsReader(async () => access, options),
      signal: options.signal,
    });
    throwIfStopped(options.signal, 'read the model');
    return result;
  });
}
