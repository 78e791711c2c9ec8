import type { TransformerFacts } from '../core/transformers/transformer-facts.ts';
import { optionAt } from './engine-field.ts';
import {
  type Looked,
  type MemoryTable,
  memoryVariablesIn,
  memoryWordIn,
  type Said,
  saidIn,
  sizeNames,
  sizesOf,
} from './python-memory-table.ts';

/** Why nobody can compute the memory of a release, by what it says itself. */
export function pythonObstacle(resolved: Looked, table: MemoryTable): string | undefined {
  return obstacles.flatMap((find) => find(resolved, table) ?? [])[0];
}

/** The same by what its model says beside it. */
export function modelObstacle(facts: TransformerFacts, said: Said): string | undefined {
  const { quantisation } = facts;
  if (said('quantization') !== undefined && quantisation === undefined) {
    return 'how large the weights are once the engine has quantised them is not known';
  }
  return quantisation?.decidesCache === true && (said('kvCache.type') ?? 'auto') === 'auto'
    ? 'in which type this model wants conversations to be kept is not read: say `kvCache.type`'
    : undefined;
}

const obstacles: readonly ((resolved: Looked, table: MemoryTable) => string | undefined)[] = [
  ({ command }) =>
    command === undefined ? undefined : 'what `runtime.command` starts is not known',
  ({ claims }) =>
    claims === undefined ? undefined : 'which devices `hardware.claims` gets is not known here',
  ({ gpus }, { engine }) =>
    gpus === 0 ? `what \`${engine}\` takes without GPUs is not computed` : undefined,
  ({ vendor }, { engine, vendors }) =>
    vendor === undefined || vendors === undefined || vendors.includes(vendor)
      ? undefined
      : `what \`${engine}\` takes of GPUs of \`${vendor}\` is not computed`,
  ({ mode }) =>
    mode === undefined ? undefined : `what \`serving.mode: ${mode}\` takes is not computed`,
  ({ speculative }, { freeGuesses }) =>
    speculative === undefined || freeGuesses.includes(speculative.method)
      ? undefined
      : 'what guessing ahead takes is not computed',
  (resolved, table) => uncountedField(resolved, table),
  (resolved, table) => {
    const type = String(saidIn(resolved, table)('kvCache.type') ?? 'auto');
    return Object.hasOwn(table.cacheTypes, type)
      ? undefined
      : `the type in \`runtime.${table.engine}.kvCache.type\` is not one that is known`;
  },
  (resolved, table) => unreadableNumber(resolved, table),
  (resolved, table) => {
    const word = memoryWordIn(resolved, table);
    return word && `what \`${word}\` of \`runtime.args\` does to it is not computed`;
  },
  (resolved, table) => {
    const [name] = memoryVariablesIn(resolved, table);
    return name && `what the variable \`${name}\` does to it is not computed`;
  },
  ({ envFrom }) =>
    envFrom === undefined
      ? undefined
      : 'which variables `runtime.envFrom` sets is not known here, and some change it',
  (resolved, table) => {
    const { tensor, pipeline, data } = sizesOf(resolved, table);
    return tensor * pipeline * data > resolved.gpus
      ? 'it is divided over more GPUs than the pod has'
      : undefined;
  },
];

function uncountedField(
  { options = {}, args = [] }: Looked,
  { engine, words, uncounted }: MemoryTable,
): string | undefined {
  const found = Object.entries(uncounted).find(([path, when]) => {
    // Of a switch in words the value is not read.
    if (words.isSaid(args, path)) return when === true || when(words.textOf(args, path));
    const value = optionAt(options, path);
    return value !== undefined && (when === true || when(value));
  });
  return found && `what \`runtime.${engine}.${found[0]}\` does to it is not computed`;
}

// What is no number in the words of a user, such as `auto`, is for the engine to read, and so is a
// share of more than all.
function unreadableNumber(
  { args = [] }: Looked,
  { words, tuning }: MemoryTable,
): string | undefined {
  const numberOf = (path: string) => Number(words.textOf(args, path));
  const path = [...Object.values(tuning), ...sizeNames].find(
    (each) => words.isSaid(args, each) && !(numberOf(each) > 0),
  );
  if (path !== undefined) return `what \`runtime.args\` says of \`${path}\` is no number`;
  const { share = '' } = tuning;
  return words.isSaid(args, share) && numberOf(share) > 1
    ? `what \`runtime.args\` says of \`${share}\` is more than all of a GPU`
    : undefined;
}
