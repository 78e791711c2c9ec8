import type { ErrorFacts, LlmkubeError } from '../errors/llmkube-error.ts';
import { printable } from './printable.ts';

/** An error for people: one sentence, its code, what to type next. */
export function errorText({ message, code, suggestions, facts }: LlmkubeError): string {
  const others = Array.isArray(facts.alsoRefused) ? facts.alsoRefused : [];
  return [
    `Error: ${printable(message)}`,
    ...others.map((other) => `       ${printable(String(other))}`),
    ...problemsText(facts),
    ...lastLinesText(facts.lastLines),
    ...(typeof facts.remedy === 'string' ? [printable(facts.remedy)] : []),
    `Code: ${code}`,
    ...(suggestions.length === 0 ? [] : ['Try this:']),
    ...suggestions.map((suggestion) => `  ${printable(suggestion)}`),
    '',
  ].join('\n');
}

function lastLinesText(lines: unknown): readonly string[] {
  if (!Array.isArray(lines)) return [];
  return ['Its last words:', ...lines.map((line) => `  ${printable(String(line))}`)];
}

const mostProblems = 20;

function problemsText({ problems, count, isCut }: ErrorFacts): readonly string[] {
  if (!Array.isArray(problems)) return [];
  const shown = problems.slice(0, mostProblems).map((text) => `  ${printable(String(text))}`);
  const more = Number(count ?? problems.length) - shown.length;
  const least = isCut === true ? 'more than ' : '';
  return more > 0 ? [...shown, `  and ${least}${more} more`] : shown;
}
