/** What llama-server reads as a grammar or a regular expression, wherever in a body it is. */
const rules: ReadonlySet<string> = new Set(['grammar', 'pattern', 'grammar_triggers']);

/**
 * Whether a body has more steps into a grammar than that: groups of grammars and of patterns, and
 * references of schemas. The engine takes each by a call of its own, and too many end it. They are
 * counted and not followed, so that no quote or comment can hide one.
 */
export function hasMoreGrammarSteps(
  body: object,
  { grammarSteps }: { readonly grammarSteps: number },
): boolean {
  let steps = 0;
  const visit = (value: unknown, isRule: boolean): boolean => {
    if (typeof value === 'string') {
      let at = isRule ? value.indexOf('(') : -1;
      for (; at !== -1 && steps <= grammarSteps; at = value.indexOf('(', at + 1)) steps += 1;
    } else if (Array.isArray(value)) {
      return value.some((inner) => visit(inner, isRule));
    } else if (value !== null && typeof value === 'object') {
      return Object.entries(value).some(([key, inner]) => {
        if (key === '$ref') steps += 1;
        return visit(inner, isRule || rules.has(key));
      });
    }
    return steps > grammarSteps;
  };
  return visit(body, false);
}
