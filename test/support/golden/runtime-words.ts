import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { mergeIntent } from '../../../src/core/intent/merge-intent.ts';
import { type EngineOptions, optionsOf } from '../../../src/core/intent/runtime-schema.ts';
import type { Runtime } from '../../../src/core/runtime.ts';
import { fieldChanges } from '../field-changes.ts';

const folder = path.resolve(import.meta.dirname, '../../../src/runtimes');

/** Arguments and variables that a runtime knows, and its block with every field in it. */
export interface RuntimeWords {
  readonly runtime: string;
  readonly args: readonly string[];
  readonly variables: readonly string[];
  readonly options: EngineOptions;
}

/** The tables are no part of the interface, so their words are found in the source. */
export function runtimeWords({ name }: Pick<Runtime, 'name'>): RuntimeWords {
  const files = readdirSync(path.join(folder, name)).filter((file) => file.endsWith('.ts'));
  const own = files.map((file) => textOf(path.join(name, file)));
  // Rows that runtimes have alike lie beside their folders.
  const shared = new Set(own.flatMap((text) => text.match(/(?<=from '\.\.\/)[\w-]+\.ts/g) ?? []));
  const texts = [...own, ...[...shared].map(textOf)];
  const found = (pattern: RegExp) =>
    [...new Set(texts.flatMap((text) => text.match(pattern) ?? []))].sort();
  return {
    runtime: name,
    args: found(/(?<=')--?[a-zA-Z][\w-]*(?=')/g),
    variables: [...found(/\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b/g), 'LLAMA_ARG_PORT', 'OMP_NUM_THREADS'],
    options: everyOption(name),
  };
}

function textOf(file: string): string {
  return readFileSync(path.join(folder, file), 'utf8');
}

function everyOption(kind: string): EngineOptions {
  let runtime: Record<string, unknown> = { kind };
  for (const [field, { given }] of Object.entries(fieldChanges)) {
    if (field.startsWith(`runtime.${kind}.`)) runtime = mergeIntent(runtime, Object(given).runtime);
  }
  return optionsOf({ ...runtime, kind });
}

/** By the word what is said of it beside every field of the block. */
export type SaidOfWords = Readonly<Record<string, string>>;

export function saidOfWords(runtime: Runtime, words: RuntimeWords): SaidOfWords {
  const problems = runtime.argProblems(words.args, words.options);
  const ofArgs = words.args.map((word, at) => {
    const told = problems.filter(({ index }) => index === at).map(({ message }) => message);
    return [word, told.length === 0 ? 'accepted' : told.join('; ')];
  });
  const ofVariables = words.variables.map((name) => [
    name,
    runtime.variableProblem(name) ?? 'accepted',
  ]);
  return Object.fromEntries([...ofArgs, ...ofVariables]);
}
