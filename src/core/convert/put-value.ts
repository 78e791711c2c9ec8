import type { FieldPath } from '../document/problem.ts';

/**
 * Puts a value where a path leads, and makes the blocks on the way; maps are laid over maps, and
 * lists go behind lists.
 */
export function putValue(root: object, path: FieldPath, value: unknown): void {
  let block: object = root;
  for (const name of path.slice(0, -1)) {
    const found = Reflect.get(block, name);
    const next = typeof found === 'object' && found !== null ? found : {};
    if (next !== found) define(block, name, next);
    block = next;
  }
  const last = path.at(-1) ?? '';
  const before = Reflect.get(block, last);
  define(block, last, joined(before, value));
}

function joined(before: unknown, value: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(value)) return [...before, ...value];
  return isMap(before) && isMap(value) ? { ...before, ...value } : value;
}

// A name that a document gives may be one that objects have already.
function define(block: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(block, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
