import { documentFaults } from './document-faults.ts';
import type { EngineFlag, EngineFlags } from './engine-flags.ts';

/** What an engine would refuse in a command line, word by word, and what it would not heed. */
export function argumentFaults(engine: EngineFlags, words: readonly string[]): string[] {
  const given: EngineFlag[] = [];
  const faults = wordFaults(engine, words, given);
  const lacks = engine.flags.filter((flag) => flag.required === true && !given.includes(flag));
  return [...faults, ...lacks.map(({ names }) => `${names[0]} is missing`)];
}

/** Of single words; each flag that is met is put into `given`. */
export function wordFaults(
  { flags }: EngineFlags,
  words: readonly string[],
  given: EngineFlag[] = [],
): string[] {
  const faults: string[] = [];
  let free = flags.filter(({ names }) => names.every((name) => !name.startsWith('-'))).length;
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? '';
    at += 1;
    if (isValue(word)) {
      if (free === 0) faults.push(`${word} is behind nothing that takes it`);
      free -= 1;
      continue;
    }
    const [name = '', ...behind] = word.split('=');
    const flag = flags.find(({ names, off = [] }) => [...names, ...off].includes(name));
    if (flag === undefined) {
      faults.push(`${name} is unknown`);
      continue;
    }
    // Of two the parser keeps the last without a word.
    if (given.includes(flag) && flag.repeats !== true) faults.push(`${name} is there twice`);
    given.push(flag);
    const values = behind.length > 0 ? [behind.join('=')] : valuesFrom(words.slice(at), flag);
    if (behind.length === 0) at += values.length;
    faults.push(...valueFaults(flag, values).map((fault) => `${name} ${fault}`));
  }
  return faults;
}

// A negative number and a word with a space in it are no flags.
function isValue(word: string): boolean {
  return !word.startsWith('-') || word === '-' || /^-\d*\.?\d+$/.test(word) || /\s/.test(word);
}

const most = { none: 0, optional: 1, one: 1, some: Infinity, any: Infinity } as const;

function valuesFrom(rest: readonly string[], { values }: EngineFlag): readonly string[] {
  const end = rest.findIndex((word) => !isValue(word));
  return rest.slice(0, Math.min(most[values], end === -1 ? rest.length : end));
}

function valueFaults(flag: EngineFlag, given: readonly string[]): string[] {
  const { values, type, keys } = flag;
  if (given.length > most[values]) return ['takes no value'];
  if (given.length === 0 && (values === 'one' || values === 'some')) return ['lacks a value'];
  return given.flatMap((value) => [
    ...(isOf(type, value) ? [] : [`does not take ${value} for ${type}`]),
    ...(isChoice(flag, value) ? [] : [`has no choice ${value}`]),
    ...(keys === undefined || !isOf(type, value) ? [] : documentFaults(keys, JSON.parse(value))),
  ]);
}

function isChoice({ choices, anyCase }: EngineFlag, value: string): boolean {
  if (choices === undefined || choices.includes(value)) return true;
  return anyCase === true && choices.includes(value.toUpperCase());
}

function isOf(type: EngineFlag['type'], value: string): boolean {
  if (type === 'int') return /^-?\d+$/.test(value);
  if (type === 'float') return value.trim() !== '' && Number.isFinite(Number(value));
  // A name and what it is for, or a document that says both.
  if (type === 'pair' && /^[^=,]+=[^=,]+$/.test(value)) return true;
  if (type !== 'json' && type !== 'pair') return true;
  try {
    const document: unknown = JSON.parse(value);
    return type === 'json' || (typeof document === 'object' && document !== null);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
