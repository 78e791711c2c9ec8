const factors: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
  Ei: 1024 ** 6,
};

/**
 * Reads a Kubernetes quantity of bytes; nothing when it is none.
 * @example parseBytesQuantity('1.5Gi') // 1610612736
 */
export function parseBytesQuantity(text: unknown): number | undefined {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d+)|(Ki|Mi|Gi|Ti|Pi|Ei|[kMGTPE])?)$/.exec(
    String(text),
  );
  if (match === null) return undefined;
  const [, number = '', exponent, suffix = ''] = match;
  const factor = exponent === undefined ? (factors[suffix] ?? 1) : 10 ** Number(exponent);
  return Math.ceil(Number(number) * factor);
}
