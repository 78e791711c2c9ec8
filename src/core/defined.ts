/** What is left of an object when every field that is undefined is taken out of it. */
export type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined, so that an absent field is absent in what is stored and sent. */
export function defined<T extends object>(value: T): Defined<T> {
  const kept = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(kept) as Defined<T>;
}
