import type { SourceAnswer, SourceQuestion } from '../core/source/source-facts.ts';
import type { HubAccess } from './hub-session.ts';
import { readFileSource } from './read-file-source.ts';
import { readHttpSource } from './read-http-source.ts';
import { readHubSource } from './read-hub-source.ts';
import type { ReadOptions } from './read-options.ts';

/** Asks any source what it has; sources that need no question have nothing to say. */
export async function readSource(
  { source, place, hasTokenSecret }: SourceQuestion,
  hub: () => Promise<HubAccess>,
  options: ReadOptions,
): Promise<SourceAnswer> {
  switch (source.kind) {
    case 'hub':
      return readHubSource({ source, place, hasTokenSecret }, await hub(), options);
    case 'http':
      return readHttpSource({ source, hasTokenSecret }, options);
    case 'path':
      return { kind: 'reached', facts: await readFileSource(source.path) };
    default:
      return { kind: 'reached', facts: {} };
  }
}
