const text = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/;
/** Each text comes before what could begin inside of it. */
const tokens = new RegExp(
  `${text.source}|#[^\\n]*|:?[a-zA-Z_][\\w:]*|\\d[\\w.]*|=~|!=|!~|\\S`,
  'g',
);
/** What labels stand behind, in parentheses. */
const listing = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

/**
 * The metrics that a query in PromQL is about, by their names or by what selects their names. Every
 * name with a colon or an underscore in it is taken for one of a metric.
 */
export function metricsOfQuery(query: string): readonly string[] {
  const words = (query.match(tokens) ?? []).filter((word) => !word.startsWith('#'));
  const metrics: string[] = [];
  let closing: string | undefined;
  for (const [index, word] of words.entries()) {
    const before = words[index - 1] ?? '';
    if (closing === undefined) {
      if (word === '{') closing = '}';
      else if (word === '(' && listing.has(before)) closing = ')';
      else if (isMetric(word, words[index + 1])) metrics.push(word);
    } else if (word === closing) closing = undefined;
    else if (closing === '}' && isText(word) && !isOperator(words[index + 1])) {
      metrics.push(...selectedBy(word, { operator: before, label: words[index - 2] }));
    }
  }
  return metrics;
}

function isMetric(word: string, next: string | undefined): boolean {
  return /^:?[a-zA-Z_]/.test(word) && /[:_]/.test(word) && !listing.has(word) && next !== '(';
}

function isText(word: string): boolean {
  return /^["'`]/.test(word);
}

// Such a text is the name of a label.
function isOperator(word: string | undefined): boolean {
  return word !== undefined && /^[=!]/.test(word);
}

interface Matcher {
  readonly operator: string;
  readonly label: string | undefined;
}

function selectedBy(quoted: string, { operator, label }: Matcher): readonly string[] {
  const value = quoted.slice(1, -1);
  // A name by itself, in quotes, as Prometheus 3 has it.
  if (operator === '{' || operator === ',') return [value];
  if (!/^(['"`]?)__name__\1$/.test(label ?? '')) return [];
  if (operator === '=') return [value];
  return operator === '=~' ? value.split('|').map((part) => part.replace(/^[\^(?:]+/, '')) : [];
}
