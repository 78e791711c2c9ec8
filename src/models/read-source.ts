import type { SourceAnswer, SourceQuestion } from '../core/source/source-facts.ts';
import type { HubAccess } from './hub-session.ts';
import { readFileSource } from './read-file-source.ts';
import { readHttpSource } from './read-http-source.ts';
import { readHubSource } from './read-hub-source.ts';
import type { ReadOptions } from './read-options.ts';
import { readS3Source } from './read-s3-source.ts';

/** Asks any source what it has; sources that need no question have nothing to say. */
export async function readSource(
  question: SourceQuestion,
  hub: () => Promise<HubAccess>,
  options: ReadOptions,
): Promise<SourceAnswer> {
  const { source } = question;
  switch (source.kind) {
    case 'hub':
      return readHubSource({ ...question, source }, await hub(), options);
    case 'http':
      return readHttpSource({ ...question, source }, options);
    case 's3':
      return readS3Source({ ...question, source }, options);
    case 'path':
      return { kind: 'reached', facts: await readFileSource(source.path) };
    default:
      return { kind: 'reached', facts: {} };
  }
}
