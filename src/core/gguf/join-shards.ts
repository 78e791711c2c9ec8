import type { GgufModel } from './gguf-header.ts';
import type { GgufProblem, GgufProblemKind } from './gguf-problem.ts';

export type JoinOutcome =
  /** `offset` of each tensor counts from the start of the data of its own file. */
  | { readonly kind: 'joined'; readonly model: GgufModel }
  | { readonly kind: 'problem'; readonly problem: GgufProblem };

/** What the metadata of each shard say (gguf-split of llama.cpp 0.5.0); `no` counts from 0. */
const keys = { no: 'split.no', count: 'split.count', tensors: 'split.tensors.count' };
const mostTold = 5;

/**
 * Makes one model of the headers of its files, in any order. One header that is of no shard is a
 * model already. The first shard has the metadata, and all of them have tensors.
 */
export function joinShards(headers: readonly GgufModel[]): JoinOutcome {
  const [some, ...others] = headers;
  if (some === undefined) return problem('shard-missing', 'none of its parts is there');
  const count = numberIn(some, keys.count) ?? 1;
  if (count <= 1 && others.length === 0) return { kind: 'joined', model: some };
  const byNumber = new Map(headers.map((header) => [numberIn(header, keys.no), header]));
  const isMixed = headers.some((header) => numberIn(header, keys.count) !== count);
  const isOdd = [...byNumber.keys()].some((no) => no === undefined || no < 0 || no >= count);
  if (isMixed || isOdd || byNumber.size !== headers.length) {
    return problem('shard-mixed', 'its parts are not those of one model');
  }
  const first = byNumber.get(0);
  const missing = missingOf(byNumber, count);
  if (first === undefined || missing.length > 0) {
    return problem('shard-missing', missingFact(missing, count));
  }
  const inOrder = [...byNumber].sort(([a = 0], [b = 0]) => a - b).map(([, header]) => header);
  return joined(first, inOrder);
}

function joined(first: GgufModel, inOrder: readonly GgufModel[]): JoinOutcome {
  const tensors = inOrder.flatMap((header) => header.tensors);
  const said = numberIn(first, keys.tensors);
  if (said !== undefined && said !== tensors.length) {
    const fact = `its parts have ${tensors.length} tensors, and it says that they have ${said}`;
    return problem('shard-tensors', fact);
  }
  const names = new Set<string>();
  for (const { name } of tensors) {
    if (names.has(name)) {
      return problem('duplicate-tensor', `two of its parts have the tensor \`${name}\``);
    }
    names.add(name);
  }
  const metadata = new Map(first.metadata);
  for (const key of Object.values(keys)) metadata.delete(key);
  const { counts, cutTexts } = first;
  return { kind: 'joined', model: { metadata, counts, cutTexts, tensors } };
}

/** A list of a hostile file stays short: `count` may be any number. */
function missingOf(byNumber: ReadonlyMap<number | undefined, GgufModel>, count: number): number[] {
  const missing: number[] = [];
  for (let no = 0; no < count && missing.length <= mostTold; no += 1) {
    if (!byNumber.has(no)) missing.push(no + 1);
  }
  return missing;
}

function missingFact(missing: readonly number[], count: number): string {
  const [only, ...others] = missing.slice(0, mostTold);
  if (others.length === 0) return `part ${only} of ${count} is missing`;
  const more = missing.length > mostTold ? ' and more' : '';
  return `parts ${[only, ...others].join(', ')}${more} of ${count} are missing`;
}

function numberIn({ metadata }: GgufModel, key: string): number | undefined {
  const value = metadata.get(key);
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

function problem(kind: GgufProblemKind, fact: string): JoinOutcome {
  return { kind: 'problem', problem: { kind, fact, offset: 0 } };
}
