import { type ScalarTag, Schema } from 'yaml';

// What a scalar without quotes means to sigs.k8s.io/yaml, which the programs of Kubernetes read
// with. It is YAML 1.1 without numbers of base 60, and dates stay text.
const truths = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const falsehoods = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const nothing = /^(?:~|null|Null|NULL)?$/;
const integer =
  /^[-+]?(?:0[xX]_*[0-9a-fA-F][0-9a-fA-F_]*|0[bB]_*[01][01_]*|0[oO]?[0-7_]*|[1-9][0-9_]*)$/;
const fraction =
  /^[-+]?(?:\._*[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:_*[eE][-+]?[0-9][0-9_]*)?$/;
const notFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** A number of a text for which `integer` holds; beyond 2^53 it is not exact. */
function readInteger(text: string): number {
  const bare = text.replaceAll('_', '').toLowerCase();
  const digits = bare.replace(/^[-+]/, '');
  const isOctal = /^0[0-7]/.test(digits);
  const amount = Number(isOctal ? `0o${digits.slice(1)}` : digits);
  return bare.startsWith('-') && amount !== 0 ? -amount : amount;
}

function readFraction(text: string): number {
  return Number(text.replaceAll('_', ''));
}

// A document that is written again keeps the spelling of what did not change.
function asWritten(source: string | undefined, plain: string, spelling: RegExp): string {
  return source !== undefined && spelling.test(source) ? source : plain;
}

const nullTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:null',
  default: true,
  identify: (value) => value === null,
  test: nothing,
  resolve: () => null,
  stringify: ({ source }) => asWritten(source, 'null', nothing),
};

const trueTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  identify: (value) => value === true,
  test: truths,
  resolve: () => true,
  stringify: ({ source }) => asWritten(source, 'true', truths),
};

const falseTag: ScalarTag = {
  ...trueTag,
  identify: (value) => value === false,
  test: falsehoods,
  resolve: () => false,
  stringify: ({ source }) => asWritten(source, 'false', falsehoods),
};

const integerTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: Number.isInteger,
  test: integer,
  resolve: readInteger,
  stringify: ({ source, value }) =>
    source !== undefined && readInteger(source) === value ? source : String(value),
};

const fractionTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => typeof value === 'number',
  test: fraction,
  resolve: readFraction,
  stringify: ({ source, value }) =>
    source !== undefined && readFraction(source) === value ? source : String(value),
};

const notFiniteTag: ScalarTag = {
  ...fractionTag,
  test: notFinite,
  // Where it stands is refused; which of the three it is makes no difference.
  resolve: () => Number.NaN,
};

/** Made once: a schema for each document would take longer than to read it. */
export const goSchema = new Schema({
  schema: 'failsafe',
  resolveKnownTags: false,
  customTags: (tags) => [
    ...tags,
    nullTag,
    trueTag,
    falseTag,
    integerTag,
    fractionTag,
    notFiniteTag,
  ],
});
