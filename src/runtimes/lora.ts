import * as z from 'zod';
import type { EngineRule } from '../core/intent/runtime-schema.ts';
import type { Runtime } from '../core/runtime.ts';
import { type EngineField, optionAt, valueField, wordsField } from './engine-field.ts';

const adapter = z.strictObject({
  name: z.string().regex(/^[^\s=,-][^\s=,]*$/, 'holds a space, a comma or an equals sign'),
  path: z.string().regex(/^[^\s=,{-][^\s=,]*$/, 'is neither a repository nor a path'),
});

type Adapter = z.infer<typeof adapter>;

interface Words {
  /** What `NAME=PATH` of each becomes. */
  adapters(pairs: readonly string[]): readonly string[];
  readonly spellings: readonly string[];
  readonly maxRank: string;
  /** The ranks that there are to choose from. */
  readonly ranks: z.ZodType<number>;
}

/** The fields of adapters, which engines start with under names of their own. */
export function adapterFields({
  adapters,
  spellings,
  maxRank,
  ranks,
}: Words): readonly EngineField[] {
  return [
    wordsField(z.array(adapter).min(1).max(1000), {
      path: 'lora.adapters',
      says: 'Each a name that clients send, and where its weights are.',
      default: 'none',
      spellings,
      words: (value) =>
        adapters((value as readonly Adapter[]).map(({ name, path }) => `${name}=${path}`)),
    }),
    valueField(ranks, {
      path: 'lora.maxRank',
      says: 'The largest rank that an adapter has.',
      default: 'what the engine decides',
      spellings: [maxRank],
    }),
  ];
}

/** @param isSaid whether words say such a field. */
export function adapterRules(runtime: string, isSaid: Runtime['isSaid']): readonly EngineRule[] {
  return [
    {
      path: ['runtime', runtime, 'lora', 'maxRank'],
      message: 'has no effect without adapters',
      breaks: ({ options, args }) =>
        optionAt(options, 'lora.maxRank') !== undefined &&
        optionAt(options, 'lora.adapters') === undefined &&
        !isSaid(args, 'lora.adapters'),
    },
  ];
}
