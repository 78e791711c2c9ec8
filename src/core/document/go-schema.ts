import { type ScalarTag, Schema } from 'yaml';
import {
  falsehoods,
  fraction,
  integer,
  notFinite,
  nothing,
  readFraction,
  readInteger,
  truths,
} from './plain-scalar.ts';

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

/**
 * Scalars as the programs of Kubernetes read them, for documents that are written again. Made once:
 * a schema for each document would take longer than to read it.
 */
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
