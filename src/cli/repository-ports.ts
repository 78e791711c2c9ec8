import type { RepositoryPorts } from '../actions/read-repository.ts';
import { openWeights } from '../models/open-weights.ts';
import { readSafetensorsOf } from '../models/read-safetensors-of.ts';
import type { OpenHub } from './with-hub.ts';

/** The places that models in files of safetensors are read from. */
export function repositoryPorts({
  access,
  options,
}: Pick<OpenHub, 'access' | 'options'>): RepositoryPorts {
  return {
    openWeights: (source) => openWeights(source, access, options),
    readSafetensors: (place) => readSafetensorsOf(place, { ...options, token: access.token }),
  };
}
