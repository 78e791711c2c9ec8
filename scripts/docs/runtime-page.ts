import { fieldsWithoutWords } from '../../src/core/intent/check-expressed.ts';
import type { Runtime } from '../../src/core/runtime.ts';
import { fieldNotes } from '../../src/core/spec/field-notes.ts';
import { resolvedWith } from '../../test/support/resolved.ts';
import { firstVersion, since, sinceHeader } from './first-version.ts';
import { code, formatTable, pageStart } from './markdown.ts';

/** What one engine is given and asked, and what is refused of it, out of its tables. */
export function runtimePage(runtime: Runtime): string {
  return [
    pageStart(`Runtime ${code(runtime.name)}`),
    `\`runtime.kind: ${runtime.name}\`. What its arguments mean to it, its own documentation says.\n`,
    ...caveats(runtime),
    '## How it runs\n',
    formatTable(['What', 'How'], facts(runtime)),
    ...images(runtime),
    '## Fields\n',
    'What each field of a spec becomes. Of its own block a field without an argument is a part of\n' +
      'what llmkube says itself.\n',
    ...since(runtime),
    formatTable(
      ['Field', 'Becomes', ...sinceHeader(runtime), 'Meaning', 'By default'],
      fields(runtime),
    ),
    '## What is refused\n',
    ...refused(runtime),
  ].join('\n');
}

function caveats({ caveats: told = [] }: Runtime): readonly string[] {
  return told.map((text) => `- ${text[0]?.toUpperCase()}${text.slice(1)}.\n`);
}

const forms = {
  file: 'one GGUF file, which a container before it fetches',
  repository: 'all of a repository, which it fetches itself, or a folder of a claim',
} as const;

type Row = readonly string[];

function facts(runtime: Runtime): readonly Row[] {
  const { weights, metrics, command = [] } = runtime;
  const { port, healthPath, livePath } = runtime.listening(
    resolvedWith({ runtime: runtime.name, options: {} }),
  );
  return [
    ['weights', weights.map((form) => forms[form]).join('; ')],
    ...optional('started with', command.length === 0 ? undefined : code(command.join(' '))),
    ['port', String(port)],
    [
      'ready',
      healthPath === undefined ? 'when the port is open' : `${code(healthPath)} answers 200`,
    ],
    ...optional('alive', livePath === undefined ? undefined : `${code(livePath)} answers 200`),
    ...optional('conversation', contextOf(runtime)),
    ['key of clients', keyOf(runtime)],
    ['drain', drainOf(runtime)],
    ...optional('metrics', metrics && metricsOf(metrics)),
    ...keeps(runtime),
  ];
}

function contextOf({ fieldWords, knowsContext }: Runtime): string | undefined {
  if (fieldWords['spec.serving.contextLength'] === undefined) return undefined;
  const most = knowsContext
    ? 'as long as the model can'
    : 'up to 8192 tokens of what the model can';
  return `${most}, where nobody says it`;
}

function drainOf({ stopsAtOnce, metrics }: Runtime): string {
  const asked = stopsAtOnce === true && metrics !== undefined;
  return asked
    ? 'it would cut off what it works on, so its pod first waits until its metrics say that it is idle'
    : 'told to end, it ends what it works on as it does';
}

function optional(name: string, text: string | undefined): readonly Row[] {
  return text === undefined ? [] : [[name, text]];
}

function metricsOf({ path, family: _, ...names }: NonNullable<Runtime['metrics']>): string {
  return `${code(path)}: ${Object.values(names).map(code).join(', ')}`;
}

function keyOf({ keyVariable, guardedPath, fieldWords }: Runtime): string {
  const variable = keyVariable?.({});
  if (variable !== undefined) {
    const where = guardedPath === undefined ? 'everywhere' : `below ${code(guardedPath)}`;
    return `in ${code(variable)}; asked for ${where}`;
  }
  const own = Object.keys(fieldWords).length > 0 && keyVariable !== undefined;
  return own ? 'in a variable that its block names' : 'none: it cannot be told one safely';
}

function keeps({ keeps: own }: Runtime): readonly Row[] {
  if (own === undefined) return [];
  const { compiled, variables, sharesMemory } = own;
  const set = Object.entries(variables).map(([name, value]) => code(`${name}=${value}`));
  return [
    ...optional(
      'what it compiles',
      compiled.length === 0
        ? undefined
        : `is kept with the weights, by ${compiled.map(code).join(', ')}`,
    ),
    ...optional('variables', set.length === 0 ? undefined : set.join(', ')),
    ...optional('`/dev/shm`', sharesMemory ? 'made larger, and counted in the memory' : undefined),
  ];
}

function images({ images: own, imagesSeen, imagesDerived = {} }: Runtime): readonly string[] {
  const rows = Object.entries(own).map(([accelerator, image]) => {
    const derived = imagesDerived[accelerator as keyof typeof imagesDerived];
    const known = derived === undefined ? `seen on ${imagesSeen}` : `derived from ${derived}`;
    return [accelerator, code(image), known];
  });
  if (rows.length === 0) return ['`runtime.image` has to be given.\n'];
  const said =
    'What a release gets that names no image, and how the name is known: others were seen to use it,\n' +
    'or it was derived. None was pulled here.\n';
  return ['## Images\n', said, formatTable(['For', 'Image', 'Name'], rows)];
}

function fields(runtime: Runtime): readonly Row[] {
  const { name, fieldWords, notes } = runtime;
  const all = fieldNotes([runtime]);
  const paths = new Set([...Object.keys(fieldWords), ...Object.keys(notes)]);
  const block = `spec.runtime.${name}`;
  return [...paths]
    .filter((path) => fieldWords[path] !== undefined || notes[path]?.default !== undefined)
    .toSorted((one, other) => Number(one.startsWith(block)) - Number(other.startsWith(block)))
    .map((path) => [
      code(path.replace(/^spec\./, '')),
      wordsOf(fieldWords[path] ?? ''),
      ...sinceHeader(runtime).map(() => firstVersion(runtime, fieldWords[path] ?? '')),
      all[path]?.says ?? '',
      all[path]?.default ?? '',
    ]);
}

function wordsOf(text: string): string {
  return text.replaceAll(/(?<![\w-])--?[a-z][\w-]*|\$\([A-Z_]+\)|\b[A-Z]+(_[A-Z]+)+\b/g, code);
}

function refused(runtime: Runtime): readonly string[] {
  const wordless = fieldsWithoutWords(runtime).map(({ path, message }) => rule(path, message));
  const rules = runtime.rules.map(({ path, message }) => rule(path, message));
  const arguments_ = (runtime.reserved ?? []).map(([words, instead]) => [
    words.map(code).join(', '),
    instead,
  ]);
  const of = (header: Row, rows: readonly Row[], says: string): readonly string[] =>
    rows.length === 0 ? [] : [`${says}\n`, formatTable(header, rows)];
  return [
    ...of(
      ['Field', 'Why'],
      [...wordless, ...rules],
      'Fields, where what stands beside them is so:',
    ),
    ...of(['Argument', 'What to do'], arguments_, 'Words of `runtime.args`, by every spelling:'),
    'What a field of its own block says is refused among the arguments as well. Everything else that\n' +
      'stands in `runtime.args` comes last and counts.\n',
  ];
}

function rule(path: readonly PropertyKey[], message: string): Row {
  return [code(path.map(String).join('.')), message];
}
