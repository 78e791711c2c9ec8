import { checkConversion } from '../../../src/core/convert/check-conversion.ts';
import { OperatorDocuments } from '../../../src/core/convert/operator-documents.ts';
import { type Problem, problemText } from '../../../src/core/document/problem.ts';
import type { SourceDocument } from '../../../src/core/document/read-documents.ts';
import { filesBeside } from '../../../src/core/intent/model-files.ts';
import type { Intent } from '../../../src/core/intent/schema.ts';
import { render } from '../../../src/core/render/render.ts';
import { resolve } from '../../../src/core/resolve/resolve.ts';
import { hubFileUrl, publicHub } from '../../../src/core/source/hub.ts';
import { parseSource } from '../../../src/core/source/parse-source.ts';
import { s3PlaceOf } from '../../../src/core/source/s3-place.ts';
import type { SourceFacts } from '../../../src/core/source/source-facts.ts';
import { runtimeNamed, runtimes } from '../../../src/runtimes/runtimes.ts';
import type { Served } from './comparable.ts';

export type Converted =
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  | { readonly kind: 'rendered'; readonly objects: Served; readonly notes: readonly string[] };

/** Converts a service and its Model as `render -f` does, but asks no source for anything. */
export function convertPair(documents: readonly object[]): Converted {
  const operator = new OperatorDocuments();
  const early = documents.flatMap((document) => operator.add(sourceOf(document)));
  const { conversions, problems } = operator.join();
  const [conversion] = conversions;
  if (conversion === undefined) return refused([...early, ...problems]);
  const checked = checkConversion(runtimes, conversion);
  if (checked.kind === 'invalid') return refused(checked.problems);
  const { metadata, spec } = checked.value;
  return {
    kind: 'rendered',
    objects: renderIntent(metadata.name, spec),
    notes: conversion.notes.map(problemText),
  };
}

// Without a text: reading one takes longer than all the rest, of thousands of documents.
function sourceOf(value: object): SourceDocument {
  const locate = () => ({ line: 1, column: 1 });
  const written = { text: '', index: 0, value };
  return { file: 'a.yaml', value, problems: [], written, root: [], locate, locateKey: locate };
}

function refused(problems: readonly Problem[]): Converted {
  return { kind: 'refused', problems: problems.map(problemText) };
}

function renderIntent(release: string, intent: Intent): Served {
  const runtime = runtimeNamed(intent.runtime.kind);
  const source = factsOf(intent);
  const resolved = resolve({ intent, previous: undefined, source, live: {}, runtime });
  const manifests = render({ release, namespace: 'default', resolved, runtime });
  const ofKind = (wanted: string) => manifests.find(({ kind }) => kind === wanted) as never;
  return { Deployment: ofKind('Deployment'), Service: ofKind('Service') };
}

// What the public hub would have said.
function factsOf({ model }: Intent): SourceFacts {
  const files = filesBeside(model).map(({ source }) => [source, factsOfSource(source)]);
  return { ...factsOfSource(model.source), beside: Object.fromEntries(files) };
}

function factsOfSource(text: string): SourceFacts {
  const source = parseSource(text);
  if (source.kind === 's3') return { bytes: 10, ...s3PlaceOf(source, {}) };
  if (source.kind !== 'hub') return { bytes: 10 };
  const { repo, revision = 'main', file = 'best.gguf' } = source;
  return { bytes: 10, file, url: hubFileUrl(publicHub, repo, { revision, file }) };
}
