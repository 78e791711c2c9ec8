import type { PartialIntent } from '../core/intent/merge-intent.ts';
import type { Intent, Place } from '../core/intent/schema.ts';
import type { HeadPorts } from './read-model-head.ts';

/**
 * The store that this machine signs for beside those that it knows itself. On this machine it is
 * that of the intent, whose record is its own; that of a cluster others may have written, so there
 * only what is given this time counts.
 */
export function storeToSignFor(
  given: PartialIntent,
  { place, intent }: { readonly place: Place; readonly intent: Intent },
): string | undefined {
  const { endpoint } = Object(Object(Object(given).model).s3);
  if (typeof endpoint === 'string') return endpoint;
  return place === 'host' ? intent.model.s3?.endpoint : undefined;
}

/** The same ports, which sign for that store. */
export function signingFor<Some extends Pick<HeadPorts, 'readHeader'>>(
  signsFor: string | undefined,
  ports: Some,
): Some {
  if (signsFor === undefined) return ports;
  const { readHeader } = ports;
  return {
    ...ports,
    readHeader: (place, signal) =>
      readHeader(place.kind === 'url' ? { ...place, signsFor } : place, signal),
  };
}
