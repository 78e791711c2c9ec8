import { filesBeside } from '../../../src/core/intent/model-files.ts';
import type { Intent } from '../../../src/core/intent/schema.ts';
import { parseSource } from '../../../src/core/source/parse-source.ts';
import { s3PlaceOf } from '../../../src/core/source/s3-place.ts';
import type { SourceFacts } from '../../../src/core/source/source-facts.ts';

/** Where the sources in S3 of an intent are, as the environment of nobody says it. */
export function storeFacts(intent: Intent): SourceFacts {
  const beside = filesBeside(intent.model).flatMap(({ source }) => {
    const facts = factsOf(source, intent);
    return facts === undefined ? [] : [[source, facts] as const];
  });
  return { ...factsOf(intent.model.source, intent), beside: Object.fromEntries(beside) };
}

function factsOf(text: string, { model: { s3 = {} } }: Intent): SourceFacts | undefined {
  const source = parseSource(text);
  if (source.kind !== 's3') return undefined;
  const { endpoint } = s3;
  return { ...s3PlaceOf(source, s3), ...(endpoint === undefined ? {} : { endpoint }) };
}
