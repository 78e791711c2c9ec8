import { deploy } from '../../src/actions/deploy.ts';
import type { ReadHeader } from '../../src/actions/ports.ts';
import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import { readRevision } from '../../src/core/record/revisions.ts';
import { type Resolved, resolvedSchema } from '../../src/core/resolve/resolved.ts';
import type { TestPorts } from './action-ports.ts';
import { inputOf, storedIn } from './deployed-release.ts';
import { headerOfShape } from './fit/model-of-shape.ts';

/** A header of that shape, counting how often it was read. */
export function headerReader(shape: string) {
  const read = { times: 0 };
  const readHeader: ReadHeader = async () => {
    read.times += 1;
    return headerOfShape(shape);
  };
  return { read, readHeader };
}

/** A deploy of the release `qwen` with that laid over it. */
export function deployWith(given: PartialIntent, ports: TestPorts) {
  const input = inputOf('engine:1');
  return deploy({ ...input, given: { ...input.given, ...given } }, ports);
}

/** What the newest revision of `qwen` fixed. */
export function resolvedIn({ target }: TestPorts): Resolved {
  const { revisions, state } = storedIn(target).record;
  return resolvedSchema.parse(readRevision(revisions, state.revision)?.resolved);
}

/** Every warning that was said. */
export const warningsOf = ({ events }: TestPorts) =>
  events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
