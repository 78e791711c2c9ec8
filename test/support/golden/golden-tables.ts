import { createHash } from 'node:crypto';
import { writeYaml } from '../../../src/core/document/write-yaml.ts';
import { mergeIntent } from '../../../src/core/intent/merge-intent.ts';
import { LlmkubeError } from '../../../src/errors/llmkube-error.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { plainIntent } from '../field-changes.ts';
import { goldenFields } from './golden-fields.ts';
import { objectsOf } from './pipeline.ts';
import { podScripts } from './pod-scripts.ts';
import { refusals } from './refusals.ts';
import { runtimeWords, saidOfWords } from './runtime-words.ts';

/** The goldens that are one file each, by their names. */
export function goldenTables(): Readonly<Record<string, string>> {
  return {
    'fields.yaml': goldenFields(),
    'refused.yaml': goldenRefusals(),
    'scripts.yaml': goldenScripts(),
    'words.yaml': goldenWords(),
  };
}

// Of what pods run a digest is enough to notice a change; the texts themselves are in the source.
function goldenScripts(): string {
  const digests = Object.entries(podScripts).map(([name, text]) => [
    name,
    createHash('sha256').update(text).digest('hex'),
  ]);
  return writeYaml(Object.fromEntries(digests));
}

// What is said of each argument and variable that a runtime knows, beside every field of its block.
function goldenWords(): string {
  const said = runtimes.map((runtime) => [
    runtime.name,
    saidOfWords(runtime, runtimeWords(runtime)),
  ]);
  return writeYaml(Object.fromEntries(said));
}

function goldenRefusals(): string {
  const said = Object.entries(refusals).map(([name, part]) => [name, refusalOf(part)]);
  return writeYaml(Object.fromEntries(said));
}

function refusalOf(part: (typeof refusals)[string]): object {
  const raw = mergeIntent(plainIntent, part);
  try {
    objectsOf({ release: 'qwen', namespace: 'default', raw });
  } catch (thrown) {
    if (!(thrown instanceof LlmkubeError)) throw thrown;
    const { code, message, facts, suggestions } = thrown;
    return { code, message, fields: facts.fields ?? [], suggestions };
  }
  return { code: 'none: it is accepted' };
}
