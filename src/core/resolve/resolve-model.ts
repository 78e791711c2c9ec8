import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { cachePaths, fileNameOf, identityOf } from '../cache-layout.ts';
import type { Intent } from '../intent/schema.ts';
import { parseSource } from '../source/parse-source.ts';
import type { Resolved } from './resolved.ts';

/** What had to be asked of the world before every number can be fixed. */
export interface SourceFacts {
  /** Absent when the source did not tell or could not be reached from here. */
  readonly bytes?: number;
}

/** Says where the weights come from and where they lie; refuses what no place can fetch yet. */
export function resolveModel({ model }: Intent, { bytes }: SourceFacts): Resolved['model'] {
  const source = parseSource(model.source);
  if (source.kind === 'claim') {
    return { kind: 'claim', source: model.source, claim: source.claim, file: source.path };
  }
  if (source.kind !== 'http') throw unsupported(model.source, source.kind);
  const identity = identityOf(source, model.sha256);
  return {
    kind: 'download',
    source: model.source,
    url: source.url,
    ...(bytes === undefined ? {} : { bytes }),
    ...(model.sha256 === undefined ? {} : { sha256: model.sha256 }),
    ...cachePaths(identity, fileNameOf(source)),
  };
}

function unsupported(text: string, kind: string): LlmkubeError {
  return new LlmkubeError(
    'UNSUPPORTED_SOURCE',
    `Cannot fetch \`${text}\`: sources of kind \`${kind}\` are not supported, only \`http\` and \`https\` URLs and \`pvc://\` are`,
    { facts: { field: 'model.source', kind } },
  );
}
