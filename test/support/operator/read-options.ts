// Where both sides may use another spelling of llama-server.
const longNames: Readonly<Record<string, string>> = {
  '-c': '--ctx-size',
  '-np': '--parallel',
  '-a': '--alias',
  '-sm': '--split-mode',
  '-ts': '--tensor-split',
  '-md': '--model-draft',
  '--embeddings': '--embedding',
  '--rerank': '--reranking',
};

/** Files that lie in other folders here, under the names that they have at their source. */
const files: ReadonlySet<string> = new Set(['--mmproj', '--model-draft']);

const lists: ReadonlySet<string> = new Set(['--override-tensor', '--override-kv']);

/** What a command line comes to: of an option that is given twice, the last. */
export function readOptions(args: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (let index = 0; index < args.length; index += 1) {
    const [word = '', inline] = (args[index] ?? '').split(/=(.*)/s);
    const next = args[index + 1];
    const isValue = inline === undefined && next !== undefined && !next.startsWith('-');
    const said = inline ?? (isValue ? next : 'on');
    if (isValue) index += 1;
    const name = longNames[word] ?? word;
    const value = files.has(name) ? (said.split('/').at(-1) ?? '') : said;
    const key = `args ${name}`;
    const before = found[key];
    found[key] = lists.has(name) && before !== undefined ? `${before}\n${value}` : plain(value);
  }
  return { ...found, ...impliedBy(found) };
}

// What an option says of others, whatever they say: one GPU has no shares, the experts of all layers
// are those of some, n-grams do not look at what a model is told of its guesses, and whoever orders
// documents does so by ranks of vectors.
function impliedBy(found: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...(found['args --split-mode'] === 'none' ? { 'args --tensor-split': 'none' } : {}),
    ...(found['args --cpu-moe'] === 'on' ? { 'args --n-cpu-moe': 'all' } : {}),
    ...(found['args --spec-type']?.startsWith('ngram') === true
      ? { 'args --spec-draft-n-max': 'none', 'args --spec-draft-p-min': 'none' }
      : {}),
    ...(found['args --reranking'] === 'on'
      ? { 'args --embedding': 'on', 'args --pooling': 'rank' }
      : {}),
  };
}

// `2.50` and `2.5` are one number.
function plain(value: string): string {
  return /^\d+\.\d+$/.test(value) ? String(Number(value)) : value;
}
