import type { Facts } from './facts.ts';
import { type Row, type Rows, tell } from './row.ts';

const names: Readonly<Record<string, string>> = { llamacpp: 'llama.cpp', vllm: 'vLLM' };

/** Rows of fields that the operator read for some engines alone; for all others they are dropped. */
export function ofEngines(kinds: readonly string[], rows: Rows): Rows {
  return Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name, ofEngine(kinds, row)]),
  );
}

function ofEngine(kinds: readonly string[], row: Row): Row {
  const reason = `only ${kinds.map((kind) => names[kind] ?? `the engine \`${kind}\``).join(' and ')} read it`;
  const isRead = ({ runtime }: Facts) => kinds.includes(runtime);
  return {
    ...row,
    refuse: (facts) => (isRead(facts) ? tell(row.refuse, facts) : undefined),
    drop: (facts) => (isRead(facts) ? tell(row.drop, facts) : reason),
  };
}
