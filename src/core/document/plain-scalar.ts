// What a scalar without quotes means to sigs.k8s.io/yaml, which the programs of Kubernetes read
// with. It is YAML 1.1 without numbers of base 60, and dates stay text.

/** Spellings of `true`. */
export const truths = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;

/** Spellings of `false`. */
export const falsehoods = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;

/** Spellings of `null`; nothing at all is one. */
export const nothing = /^(?:~|null|Null|NULL)?$/;

/** A whole number. */
export const integer =
  /^[-+]?(?:0[xX]_*[0-9a-fA-F][0-9a-fA-F_]*|0[bB]_*[01][01_]*|0(?:[0-7_]*|[oO]_*[0-7][0-7_]*)|[1-9][0-9_]*)$/;

/** A number with a fraction or an exponent. */
export const fraction =
  /^[-+]?(?:\._*[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:_*[eE][-+]?[0-9][0-9_]*)?$/;

/** What is like a number and none that can be written. */
export const notFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** A number of a text for which `integer` holds; beyond 2^53 it is not exact. */
export function readInteger(text: string): number {
  const bare = text.replaceAll('_', '').toLowerCase();
  const digits = bare.replace(/^[-+]/, '');
  const isOctal = /^0[0-7]/.test(digits);
  const amount = Number(isOctal ? `0o${digits.slice(1)}` : digits);
  return bare.startsWith('-') && amount !== 0 ? -amount : amount;
}

/** A number of a text for which `fraction` holds. */
export function readFraction(text: string): number {
  return Number(text.replaceAll('_', ''));
}

/** The types that a scalar can have, by the names that YAML's tags have for them. */
export type ScalarType = 'null' | 'bool' | 'int' | 'float' | 'str';

export interface PlainScalar {
  readonly type: ScalarType;
  readonly value: null | boolean | number | string;
}

// Nearly all texts begin with no letter of these, which is seen sooner than five patterns are tried.
const mayMeanSomething = /^(?:[-+.0-9~yYnNtTfFoO]|$)/;

/** What a text without quotes means. */
export function readPlain(text: string): PlainScalar {
  if (!mayMeanSomething.test(text)) return { type: 'str', value: text };
  if (nothing.test(text)) return { type: 'null', value: null };
  if (truths.test(text)) return { type: 'bool', value: true };
  if (falsehoods.test(text)) return { type: 'bool', value: false };
  if (integer.test(text)) return { type: 'int', value: readInteger(text) };
  if (fraction.test(text)) return { type: 'float', value: readFraction(text) };
  // Where it stands is refused; which of the three it is makes no difference.
  if (notFinite.test(text)) return { type: 'float', value: Number.NaN };
  return { type: 'str', value: text };
}
