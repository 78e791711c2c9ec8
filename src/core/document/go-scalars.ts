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

const nullTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:null',
  default: true,
  test: nothing,
  resolve: () => null,
};

const trueTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: truths,
  resolve: () => true,
};

const falseTag: ScalarTag = { ...trueTag, test: falsehoods, resolve: () => false };

const integerTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: integer,
  resolve: readInteger,
};

const fractionTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: fraction,
  resolve: (text) => Number(text.replaceAll('_', '')),
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
