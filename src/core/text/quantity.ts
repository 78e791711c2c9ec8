// Quantities as Kubernetes writes them (k8s.io/apimachinery 0.37, resource.Quantity).

const factors: Readonly<Record<string, bigint>> = {
  '': 1n,
  k: 10n ** 3n,
  M: 10n ** 6n,
  G: 10n ** 9n,
  T: 10n ** 12n,
  P: 10n ** 15n,
  E: 10n ** 18n,
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
  Pi: 2n ** 50n,
  Ei: 2n ** 60n,
};

const grammar = /^(\d+)?(?:\.(\d*))?(?:[eE]([+-]?\d{1,2})|(m|Ki|Mi|Gi|Ti|Pi|Ei|[kMGTPE]))?$/;
const longest = 40;

/**
 * Reads a Kubernetes quantity of bytes; nothing when it is none. Thousandths of a byte are none.
 * @example parseBytesQuantity('1.5Gi') // 1610612736
 */
export function parseBytesQuantity(text: unknown): number | undefined {
  if (/m$/.test(String(text))) return undefined;
  const thousandths = parseThousandths(String(text));
  return thousandths === undefined ? undefined : Number((thousandths + 999n) / 1000n);
}

/**
 * Reads a Kubernetes quantity of anything; nothing when it is none, or zero.
 * @example parseAmount('500m') // 0.5
 */
export function parseAmount(text: string): number | undefined {
  const thousandths = parseThousandths(text);
  return thousandths === undefined || thousandths === 0n ? undefined : Number(thousandths) / 1000;
}

/**
 * One spelling for each amount, so that the same amount never looks like a change; nothing when
 * the text is no quantity, or zero.
 * @example canonicalQuantity('1000m') // '1'
 * @example canonicalQuantity('1.5Gi') // '1536Mi'
 */
export function canonicalQuantity(text: string): string | undefined {
  const thousandths = parseThousandths(text);
  if (thousandths === undefined || thousandths === 0n) return undefined;
  if (thousandths % 1000n !== 0n) return `${thousandths}m`;
  const whole = thousandths / 1000n;
  // Large to small: the first suffix that divides the amount is the shortest spelling.
  const suffixes = Object.entries(factors).reverse();
  const isBinary = /i$/.test(text);
  const [suffix, factor] = suffixes.find(
    ([name, size]) => name.endsWith('i') === isBinary && whole % size === 0n,
  ) ?? ['', 1n];
  return `${whole / factor}${suffix}`;
}

// In thousandths, rounded up as the API server does with what is finer.
function parseThousandths(text: string): bigint | undefined {
  const match = text.length > longest ? null : grammar.exec(text);
  const [, whole = '', fraction = '', exponent, suffix = ''] = match ?? [];
  if (match === null || whole + fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  const factor = suffix === 'm' ? 1n : (factors[suffix] ?? 1n) * 1000n;
  const power = BigInt(exponent ?? 0) - BigInt(fraction.length);
  const scaled = digits * factor;
  if (power >= 0n) return scaled * 10n ** power;
  const divisor = 10n ** -power;
  return (scaled + divisor - 1n) / divisor;
}
