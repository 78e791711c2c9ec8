/** Headers of an answer, by names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The value of a header, the first where there are several. */
export function singleHeader(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
