/** `llama_split_path` of llama.cpp 0.5.0: five digits each, counted from 1. */
const shardName = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/s;

export interface ShardName {
  readonly prefix: string;
  /** Counted from 1. */
  readonly number: number;
  readonly count: number;
}

/** The parts of the name of a shard; nothing for any other name. */
export function parseShardName(name: string): ShardName | undefined {
  const [, prefix, number, count] = shardName.exec(name) ?? [];
  if (prefix === undefined || number === undefined || count === undefined) return undefined;
  const parsed = { prefix, number: Number(number), count: Number(count) };
  const isOne = parsed.number >= 1 && parsed.number <= parsed.count;
  return isOne ? parsed : undefined;
}

/**
 * The names of all shards of a model, in order, from the name or path of any of them; the name
 * itself where it is of no shard.
 * @example namesOfShards('m-00002-of-00002.gguf')
 * // ['m-00001-of-00002.gguf', 'm-00002-of-00002.gguf']
 */
export function namesOfShards(name: string): readonly string[] {
  const shard = parseShardName(name);
  if (shard === undefined) return [name];
  const digits = (number: number) => String(number).padStart(5, '0');
  return Array.from(
    { length: shard.count },
    (_, index) => `${shard.prefix}-${digits(index + 1)}-of-${digits(shard.count)}.gguf`,
  );
}
