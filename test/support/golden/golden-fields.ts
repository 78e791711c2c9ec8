import { isDeepStrictEqual } from 'node:util';
import { writeYaml } from '../../../src/core/document/write-yaml.ts';
import { LlmkubeError } from '../../../src/errors/llmkube-error.ts';
import { fieldValues } from './field-values.ts';
import { objectsOf } from './pipeline.ts';

/**
 * What each field of a spec changes in the objects, as YAML: `+` is there with it, `-` without. Of
 * what is refused it is what is said.
 */
export function goldenFields(): string {
  const changes = fieldValues().map(({ name, before, after }) => {
    const changed = objectsBy(after);
    const told = typeof changed === 'string' ? changed : differences(objectsBy(before), changed);
    return [name, told] as const;
  });
  return writeYaml(Object.fromEntries(changes));
}

function objectsBy(raw: Readonly<Record<string, unknown>>): string | Change {
  try {
    const objects = objectsOf({ release: 'qwen', namespace: 'default', raw });
    return Object.fromEntries(objects.map((one) => [`${one.kind} ${one.metadata.name}`, one]));
  } catch (thrown) {
    if (thrown instanceof LlmkubeError) return thrown.message;
    throw thrown;
  }
}

type Change = Readonly<Record<string, unknown>>;

function differences(one: unknown, other: unknown, path = ''): Change {
  if (isDeepStrictEqual(one, other)) return {};
  const [before, after] = [partsOf(one), partsOf(other)];
  if (before === undefined || after === undefined) return { [path]: sidesOf(one, other) };
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const parts = [...names].map((name) => {
    const place = Array.isArray(one) ? `${path}[${name}]` : `${path}${path && '.'}${name}`;
    return differences(before[name], after[name], place);
  });
  return Object.assign({}, ...parts);
}

/** The parts that a value has by their names; items of a list are known by theirs. */
function partsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return { ...value };
  const names = value.map((item) => Object(item).name);
  const areNames = names.every((name) => typeof name === 'string');
  const areDifferent = new Set(names).size === names.length;
  if (!areNames || !areDifferent) return undefined;
  return Object.fromEntries(value.map((item, index) => [names[index], item]));
}

// Of two lists only what is not in both; where nothing is, their order differs.
function sidesOf(one: unknown, other: unknown): object {
  const areLists = Array.isArray(one) && Array.isArray(other);
  const gone = areLists ? lacking(one, other) : one;
  const come = areLists ? lacking(other, one) : other;
  return {
    ...(isNothing(gone) ? {} : { '-': gone }),
    ...(isNothing(come) ? {} : { '+': come }),
  };
}

function lacking(list: readonly unknown[], other: readonly unknown[]): readonly unknown[] {
  return list.filter((item) => !other.some((known) => isDeepStrictEqual(known, item)));
}

function isNothing(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
