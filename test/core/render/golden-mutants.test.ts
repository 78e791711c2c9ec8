import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { stop } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import type { Runtime } from '../../../src/core/runtime.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { goldenInputs } from '../../support/golden/golden-inputs.ts';
import { ModuleGraph } from '../../support/golden/module-graph.ts';
import { type Mutant, mutantsOf } from '../../support/golden/mutants.ts';
import { type GoldenInput, objectsOf } from '../../support/golden/pipeline.ts';
import { runtimeWords, saidOfWords } from '../../support/golden/runtime-words.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const entry = path.join(root, 'test/support/golden/pipeline.ts');

/** Parts that no golden is about, each with who shows it. */
const shownElsewhere: readonly (readonly [part: RegExp, where: string])[] = [
  [/^(generic|llamacpp)\.ts:\d+ knowsContext: false/, 'nobody: nothing said is the same'],
  [
    /^(generic|vllm|sglang|tgi)\.ts:\d+ isSaid/,
    'resolve-recommended: it is asked of recommendations alone',
  ],
  [/^(vllm|sglang|tgi)\.ts:\d+ downloadImage: /, 'nobody: nothing is downloaded before it'],
  [/^personaplex\.ts:\d+ sharesMemory: false/, 'nobody: nothing said is the same'],
  [/^(tgi|personaplex)\.ts:\d+ (isNamedByWeights|unprovable)/, 'served-of and the runtime itself'],
  [/^speculation\.ts:\d+ (tokens: \d+|guessedTokens)/, 'speculation.host'],
  [/^(sglang|tgi)\.ts:\d+ variables: \{\}/, 'nobody: no variables are none'],
  [
    /^llamacpp\.ts:\d+ (planMemory$|plansDraft: |readEvidence$|leavesGpus$|.*(mainGpu|--main-gpu))/,
    'plan-memory, fit-draft, read-evidence',
  ],
  [/^llamacpp\.ts:\d+ (isSaid$|sampling: |\.\.\.Object\.fromEntries\(open)/, 'recommended'],
  [/^render\.ts:\d+ .*(manifest|releaseId|stamped|\.\.\.annotations)/, 'render: stamping'],
  [/^host\.ts:\d+ weights: '/, 'nobody: the word and its token are lost together'],
  [/^(llamacpp|vllm|sglang|tgi)\.ts:\d+ (reserved|imagesSeen)$/, 'engine-flags and docs-reference'],
  [/^(vllm|sglang|tgi)\.ts:\d+ \.\.\.memory$/, 'python-memory'],
  [/^python-arguments\.ts:\d+ (oneOf: |\.\.\.(known|words)$)/, 'python-memory'],
  [/^arguments\.ts:\d+ \.\.\.reservedWords/, 'fields.host: it is what that test goes through'],
];

const inputs = goldenInputs();
const words = runtimes.map(runtimeWords);
/** What shows one part of a file shows most others of it, so the last that did stands first. */
const cases = inputs.map((input) => ({ input, wanted: outcomeOf(input, objectsOf) }));
const said = saidBy(runtimes);

function saidBy(own: readonly Runtime[]): string {
  return JSON.stringify(own.map((one, at) => saidOfWords(one, words[at] ?? never())));
}

const graph = new ModuleGraph(entry, createRequire(import.meta.url));
// It transforms in a process of its own.
afterAll(() => stop());

function outcomeOf(input: GoldenInput, objects: typeof objectsOf): string {
  try {
    return JSON.stringify(objects(input));
  } catch (thrown) {
    // What is refused is an outcome too.
    return String(thrown);
  }
}

function survives({ file, text }: Mutant): boolean {
  try {
    const loaded = graph.exportsWith(file, text);
    const objects = loaded.objectsOf as typeof objectsOf;
    const own = loaded.runtimes as readonly Runtime[];
    if (saidBy(own) !== said) return false;
    const at = cases.findIndex(({ input, wanted }) => outcomeOf(input, objects) !== wanted);
    if (at > 0) cases.unshift(...cases.splice(at, 1));
    return at === -1;
  } catch (thrown) {
    // It cannot even be loaded, or asked.
    return thrown === undefined;
  }
}

function never(): never {
  throw new Error('each runtime has words');
}

const files = globSync(['src/core/render/*.ts', 'src/runtimes/**/*.ts'], {
  cwd: root,
  // What `render` takes off and adds for other programs, which `surface/render` shows, and what
  // follows from the header of a model, which `runtimes/llamacpp` and `python-memory` show.
  exclude: [
    'src/core/render/portable.ts',
    'src/runtimes/llamacpp/memory/*.ts',
    'src/runtimes/{vllm,sglang,tgi}/memory.ts',
    'src/runtimes/{python-memory*,python-obstacle,python-weights}.ts',
  ],
}).sort();

test.each(files)(
  'without any one rule or row of %s a golden is another',
  (file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const survivors: string[] = [];
    for (const mutant of mutantsOf(path.join(root, file), text)) {
      if (shownElsewhere.some(([part]) => part.test(mutant.what))) continue;
      if (survives(mutant)) survivors.push(mutant.what);
    }
    expect(survivors).toEqual([]);
  },
  300_000,
);
