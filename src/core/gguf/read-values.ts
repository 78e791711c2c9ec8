import type { ByteWalker, Step } from './byte-walker.ts';
import { HeaderProblem } from './gguf-problem.ts';
import type { GgufMetadata, MetadataValue } from './metadata.ts';
import type { ValueReader } from './value-reader.ts';

/** Asked before each value with its key and what was read so far: true ends the reading. */
export type IsEnough = (key: string, metadata: ReadonlyMap<string, MetadataValue>) => boolean;

interface Reading {
  readonly walker: ByteWalker;
  readonly reader: ValueReader;
  readonly isEnough?: IsEnough | undefined;
}

/** Reads a header from its first byte to the end of its metadata, or until that is enough. */
export function* readValues({ walker, reader, isEnough }: Reading): Step<GgufMetadata> {
  const start = yield* reader.readStart();
  const metadata = new Map<string, MetadataValue>();
  for (let left = start.values; left > 0; left -= 1) {
    const { offset } = walker;
    const key = yield* reader.readKey();
    if (isEnough?.(key, metadata) === true) return { ...start, metadata };
    if (metadata.has(key)) {
      throw new HeaderProblem({ kind: 'duplicate-key', fact: `it says \`${key}\` twice`, offset });
    }
    metadata.set(key, yield* reader.readValue(key));
  }
  return { ...start, metadata, end: walker.offset };
}
