import type { Problem } from '../document/problem.ts';
import type { SourceDocument } from '../document/read-documents.ts';
import { foldReleaseName } from '../release-name.ts';
import { specKind } from '../spec/spec-schema.ts';
import { specVersion } from '../spec/spec-version.ts';
import { applyRows, nothing, type Side } from './apply-rows.ts';
import { type CheckedModel, type CheckedService, type Origin, sentenceAt } from './checked.ts';
import { isSaidByWords } from './engine-arg-parts.ts';
import { type Facts, readFacts } from './facts.ts';
import { impliedSide } from './implied.ts';
import { metadataNotes } from './metadata-notes.ts';
import { modelRows } from './model-rows.ts';
import { putValue } from './put-value.ts';
import { servedName } from './served-name.ts';
import { serviceRows } from './service-rows.ts';

/** A document of ours that was made out of theirs. */
export interface Conversion {
  readonly value: Readonly<Record<string, unknown>>;
  /** The service, whose place stands for what neither document says. */
  readonly source: SourceDocument;
  readonly origins: readonly Origin[];
  /** Where comments go of what has no value here: the head of the Model. */
  readonly comments: readonly Origin[];
  /** Fields that are not what they were, or are gone. */
  readonly notes: readonly Problem[];
  readonly problems: readonly Problem[];
}

/** Makes one document of ours out of a service and its Model. */
export function convertService(model: CheckedModel, service: CheckedService): Conversion {
  const { source, value } = service;
  const facts = readFacts(model.value, value);
  const said = [
    ...applyRows(modelRows, { checked: model, facts }),
    ...applyRows(serviceRows, { checked: service, facts }),
    headOf(service, facts),
  ];
  const sides = [impliedSide({ model, service }, facts, said), ...said];
  const root = {
    apiVersion: specVersion,
    kind: specKind,
    metadata: {},
    spec: { model: {}, runtime: { kind: 'llamacpp' } },
  };
  const placed = sides.flatMap((side) => side.placed);
  for (const { origin, value: part } of placed) putValue(root, origin.to, part);
  return {
    value: inOrderOfSpec(root),
    source,
    origins: placed.map(({ origin }) => origin),
    comments: commentsOf(model),
    notes: [
      ...sides.flatMap(({ notes }) => notes),
      ...metadataNotes(model),
      ...metadataNotes(service),
    ],
    problems: sides.flatMap(({ problems }) => problems),
  };
}

function commentsOf({ source }: CheckedModel): readonly Origin[] {
  return [
    { to: ['apiVersion'], source, from: ['apiVersion'] },
    { to: ['spec', 'model'], source, from: ['kind'] },
    { to: ['spec', 'model'], source, from: ['metadata', 'name'] },
    { to: ['metadata', 'namespace'], source, from: ['metadata', 'namespace'] },
  ];
}

function headOf(service: CheckedService, facts: Facts): Side {
  const { source, value } = service;
  const kept = (['apiVersion', 'kind'] as const).map((name) => ({
    origin: { to: [name], source, from: [name] },
    value: name === 'kind' ? specKind : specVersion,
  }));
  const { namespace } = value.metadata;
  const from = ['metadata', 'namespace'];
  const home =
    namespace === undefined ? [] : [{ origin: { to: from, source, from }, value: namespace }];
  const name = nameOf(service, facts);
  return { ...name, placed: [...kept, ...name.placed, ...home] };
}

// The operator's Service had the name without its dots; clients go on to send the other one.
function nameOf({ source, value }: CheckedService, facts: Facts): Side {
  const { name } = value.metadata;
  const from = ['metadata', 'name'];
  if (!/[a-z0-9]/i.test(name)) {
    return { ...nothing, problems: [sentenceAt(source, from, 'is no name of an object')] };
  }
  const release = foldReleaseName(name);
  const own = { origin: { to: from, source, from }, value: release };
  if (release === name) return { ...nothing, placed: [own] };
  const id = { origin: { to: ['spec', 'model', 'id'], source, from }, value: name };
  const isSaid =
    facts.engine === undefined
      ? facts.args.said.alias !== undefined
      : servedName(facts) !== undefined || isSaidByWords(facts, 'model.id');
  const message = `is no name of a release, which is called \`${release}\``;
  return {
    ...nothing,
    placed: isSaid ? [own] : [own, id],
    notes: [sentenceAt(source, from, message)],
  };
}

const order = [
  ...['model', 'runtime', 'serving', 'hardware', 'resources', 'cache', 'scale', 'rollout'],
  ...['network', 'pod'],
];

function inOrderOfSpec(root: { readonly spec: object }): Conversion['value'] {
  const blocks = Object.entries(root.spec);
  const sorted = blocks.toSorted(([one], [other]) => order.indexOf(one) - order.indexOf(other));
  return { ...root, spec: Object.fromEntries(sorted) };
}
