import { readDocuments } from '../../../src/core/document/read-documents.ts';
import { writeYaml } from '../../../src/core/document/write-yaml.ts';
import type { Place } from '../../../src/core/intent/schema.ts';
import { checkSpec } from '../../../src/core/spec/spec-schema.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { type GoldenInput, objectsOf } from './pipeline.ts';
import { podScripts } from './pod-scripts.ts';

const scriptNames = new Map(Object.entries(podScripts).map(([name, text]) => [text, name]));

/** What the spec of a golden says; what is wrong with it is thrown. */
export function readSpec(spec: string, place: Place): GoldenInput {
  const [outcome] = [...readDocuments('spec.yaml', spec)];
  if (outcome?.kind !== 'document') throw new Error('the spec of a golden is one document');
  const checked = checkSpec(runtimes, outcome.document, place);
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.problems));
  const { metadata, spec: raw } = checked.value;
  return { release: metadata.name, namespace: 'default', raw, place };
}

/** The objects as a golden has them, with the names of scripts in the place of their texts. */
export function goldenText(input: GoldenInput): string {
  const shortened: unknown = JSON.parse(JSON.stringify(objectsOf(input)), (_, value) =>
    typeof value === 'string' ? (scriptNames.get(value) ?? value) : value,
  );
  return (shortened as readonly object[]).map((manifest) => writeYaml(manifest)).join('---\n');
}
