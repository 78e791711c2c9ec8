import type { ArgProblem, EngineOptions } from '../core/intent/runtime-schema.ts';
import type { ReservedWords } from '../core/runtime.ts';
import { type EngineField, optionAt } from './engine-field.ts';

interface Table {
  readonly runtime: string;
  readonly fields: readonly EngineField[];
  readonly reserved: ReservedWords;
}

/** What the words of a command line say that Python's `argparse` reads. */
export interface PythonArguments {
  argProblems(args: readonly string[], options: EngineOptions): readonly ArgProblem[];
  isSaid(args: readonly string[], path: string): boolean;
  /** What arguments say of that field of the block, as text; of several the last counts. */
  textOf(args: readonly string[], path: string): string | undefined;
  /** The first argument that is one of those words, which no field stands for. */
  oneOf(args: readonly string[], words: readonly string[]): string | undefined;
}

export function pythonArguments({ runtime, fields, reserved }: Table): PythonArguments {
  const instead = new Map(
    reserved.flatMap(([words, text]) => words.map((word) => [word, text] as const)),
  );
  const fieldOfWord = new Map(
    fields.flatMap(({ path, spellings }) => spellings.map((word) => [word, path] as const)),
  );
  const known = [...instead.keys(), ...fieldOfWord.keys()];
  return {
    argProblems: (args, options) =>
      args.flatMap((text, index) => {
        const arg = spelt(text, known);
        const reason = instead.get(arg);
        if (reason !== undefined) return [{ index, message: `is \`${nameOf(text)}\`: ${reason}` }];
        const path = fieldOfWord.get(arg);
        if (path === undefined || optionAt(options, path) === undefined) return [];
        const message = `is \`${nameOf(text)}\`, which \`runtime.${runtime}.${path}\` says already`;
        return [{ index, message }];
      }),
    isSaid: (args, path) => args.some((text) => fieldOfWord.get(spelt(text, known)) === path),
    textOf: (args, path) => {
      const at = args.findLastIndex((text) => fieldOfWord.get(spelt(text, known)) === path);
      return at === -1 ? undefined : (inlineValue(args[at] ?? '') ?? args[at + 1]);
    },
    oneOf: (args, words) => {
      const all = [...known, ...words];
      return args.map((text) => spelt(text, all)).find((word) => words.includes(word));
    },
  };
}

function inlineValue(text: string): string | undefined {
  const at = text.indexOf('=');
  return at === -1 ? undefined : text.slice(at + 1);
}

/** Shorter than that the beginning of a flag is no sign of it. */
const shortestBeginning = 4;

// `argparse` takes the beginning of a long flag for the flag.
function spelt(text: string, known: readonly string[]): string {
  const name = nameOf(text);
  if (known.includes(name) || !name.startsWith('--') || name.length < shortestBeginning) {
    return name;
  }
  return known.find((word) => word.startsWith(name)) ?? name;
}

// Underscores count as dashes, a dot leads inside of JSON, and what stands behind an equals sign
// may be a secret, so it is neither looked up nor told.
function nameOf(text: string): string {
  if (!text.startsWith('-')) return text;
  const [name = ''] = text.split(/[=.]/, 1);
  return name.startsWith('--') ? name.replaceAll('_', '-') : name;
}
