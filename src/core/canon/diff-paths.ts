import { canonicalJson } from './canonical.ts';

/**
 * Lists where two JSON values differ, as field paths such as `spec.template.spec.containers[0].image`.
 * A path names the smallest part that differs; a list of another length differs as a whole.
 */
export function diffPaths(before: unknown, after: unknown, path = ''): readonly string[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  if (isList(before) && isList(after) && before.length === after.length) {
    return before.flatMap((item, index) => diffPaths(item, after[index], `${path}[${index}]`));
  }
  if (isBlock(before) && isBlock(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) =>
      diffPaths(before[key], after[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return [path];
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isBlock(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
