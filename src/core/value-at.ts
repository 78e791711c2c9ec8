/** What lies at a path inside of plain data; nothing where a part of it is missing. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (found, name) =>
      Object.hasOwn(Object(found), name) ? Reflect.get(Object(found), name) : undefined,
    value,
  );
}
