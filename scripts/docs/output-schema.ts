import path from 'node:path';
import type { LlmkubeEvent } from '../../src/core/events.ts';
import { errorCodes } from '../../src/errors/codes.ts';
import { type Schema, typeSchemas } from './type-schemas.ts';

const texts: Schema = { type: 'array', items: { type: 'string' } };

/** The form that `LlmkubeError.toJSON` gives to every error. */
const errorSchema: Schema = {
  description: 'What went wrong, the same for every command.',
  type: 'object',
  properties: {
    type: { const: 'error' },
    error: {
      type: 'object',
      properties: {
        code: { description: 'One of the codes of errors.md.', enum: Object.keys(errorCodes) },
        message: { description: 'One sentence for people.', type: 'string' },
        exitCode: { description: 'The exit status of the process.', type: 'number' },
        facts: { description: 'What the error is about: names, fields, verbs.', type: 'object' },
        suggestions: { description: 'Commands to type next, most likely first.', ...texts },
      },
      required: ['code', 'message', 'exitCode', 'facts', 'suggestions'],
    },
  },
  required: ['type', 'error'],
};

/** Names of the documents that a command can end with. */
export const resultNames = [
  'DeployResult',
  'ApplyResult',
  'ManifestList',
  'ScaleResult',
  'RestartResult',
  'WaitResult',
  'DeleteResult',
  'DeleteAllResult',
  'ListResult',
  'StatusResult',
  'LogLine',
  'ChatResult',
  'DoctorResult',
  'MetalStatusResult',
  'MetalStopResult',
  'FieldExplanation',
  'ConvertResult',
  'ClusterProfile',
  'CatalogResult',
  'CatalogVerifyResult',
  'LicenseResult',
  'LicenseListResult',
  'ModelInspection',
  'FitResult',
  'FitNodesResult',
] as const;

/** Files of src/core that describe one document; the others are in `results.ts`. */
const files: Partial<Record<(typeof resultNames)[number], string>> = {
  LogLine: 'log/log-line.ts',
  DoctorResult: 'machine/doctor-result.ts',
  MetalStatusResult: 'machine/metal-results.ts',
  MetalStopResult: 'machine/metal-results.ts',
  ApplyResult: 'spec/apply-result.ts',
  ManifestList: 'render/portable.ts',
  FieldExplanation: 'spec/explain-field.ts',
  ConvertResult: 'convert/convert-result.ts',
  ClusterProfile: 'profile/cluster-profile.ts',
  CatalogResult: 'catalog/catalog-result.ts',
  CatalogVerifyResult: 'catalog/verify-result.ts',
  LicenseResult: 'license/license-result.ts',
  LicenseListResult: 'license/license-result.ts',
  ModelInspection: 'fit/model-inspection.ts',
  FitResult: 'fit/fit-result.ts',
  FitNodesResult: 'fit/fit-nodes-result.ts',
};

/** Everything that `-o json` prints, as definitions by name. */
export function outputDefinitions(root: string): Readonly<Record<string, Schema>> {
  const core = path.join(root, 'src/core');
  const schemas = typeSchemas([
    { file: path.join(core, 'events.ts'), name: 'LlmkubeEvent' },
    ...resultNames.map((name) => ({ file: path.join(core, files[name] ?? 'results.ts'), name })),
  ]);
  const described = Object.entries(schemas).map(([name, schema]) => [name, explain(schema, name)]);
  return { ...Object.fromEntries(described), ErrorDocument: errorSchema };
}

/** Meanings of fields that need no comment in the code, wherever they stand. */
const fieldMeanings: Readonly<Record<string, string>> = {
  type: 'What kind of line it is.',
  kind: 'Where releases live.',
  state: 'Whether a token has come back.',
  release: 'The name of the release.',
  namespace: 'The namespace that it lives in.',
  target: 'Where it happened.',
  stage: 'The part of the command.',
  summary: 'One line for people.',
  message: 'One line for people.',
  holder: 'Who holds the lock: user, host and process.',
  url: 'Where the weights are.',
  object: 'Kind, namespace and name of the object.',
  action: 'What happens, or has happened, to the object.',
  changes: 'What the plan makes of each object.',
  why: 'The reason.',
  revision: 'The number of the newest revision.',
  pod: 'The name of the pod.',
  phase: 'How it stands.',
  reason: "One line in the cluster's or the engine's own words, or nothing.",
  removed: 'Objects that were deleted.',
  proof: 'Whether a token has come back from the model that was asked for.',
  endpoint: 'How to talk to the release.',
  outside: 'The base URLs for clients outside of the cluster.',
  forward: 'Makes the endpoint reachable from this machine while it runs.',
  curl: 'Asks for a chat answer.',
  tokens: 'How many tokens came back.',
  releases: 'One row for each release, by namespace and name.',
  ready: 'Pods that are ready.',
  wanted: 'Pods that there should be.',
  model: 'Where the weights come from.',
  runtime: 'The runtime of the release.',
  changedAt: 'When the release was changed last (ISO 8601).',
  code: 'One word that stays the same, for programs.',
  container: 'The container that it is about.',
  conditions: 'What holds and what does not, always the same four.',
  status: 'Whether it holds.',
  pods: 'Every pod of the release.',
  claims: 'Claims of the release.',
  claim: 'The name of the claim.',
  what: 'One line for people.',
  node: 'The node that it is on.',
  unseen: 'What this user may not see.',
  checks: 'What was looked at, always the same.',
  availableBytes: 'Bytes that could be had now.',
  totalBytes: 'Bytes there are.',
  createdAt: 'When the release was made (ISO 8601).',
};

// The code's own comment wins; a field that nobody explains is a fault of the page.
function explain(schema: Schema, path: string): Schema {
  const { properties, anyOf, items } = schema;
  return {
    ...schema,
    ...(items === undefined ? {} : { items: explain(items, path) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map((part) => explain(part, path)) }),
    ...(properties === undefined ? {} : { properties: explainFields(properties, path) }),
  };
}

function explainFields(properties: NonNullable<Schema['properties']>, path: string) {
  const entries = Object.entries(properties).map(([name, field]) => {
    const place = `${path}.${name}`;
    const description = field.description ?? fieldMeanings[name];
    if (description === undefined) throw new Error(`${place} has no comment that explains it`);
    return [name, { description, ...explain(field, place) }];
  });
  return Object.fromEntries(entries);
}

/** The JSON Schema of one line of `-o json`. */
export function outputSchema(root: string): object {
  const names = ['LlmkubeEvent', ...resultNames, 'ErrorDocument'];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'One line that llmkube prints with -o json',
    anyOf: names.map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: outputDefinitions(root),
  };
}

/** When each event is sent; an event without a row does not compile. */
export const eventMeanings: Readonly<Record<LlmkubeEvent['type'], string>> = {
  releaseStarted: 'Of several releases, the one that what follows is about.',
  stageStarted: 'A part of the command begins.',
  stageEnded: 'A part of the command has ended well; `summary` says in one line how.',
  modelChosen: 'A model of the catalog becomes a release: this file of it is served.',
  sourceRead: 'The source was asked what it has; nothing is fetched yet.',
  warning: 'Something that does not stop the command and that people should read.',
  memoryEstimated: 'It is known what an engine on this machine will need, before it is started.',
  memoryPlanned:
    'It is known what the model will take of GPUs and host, from the header of its file.',
  planComputed: 'What is about to change, known before the first write.',
  lockAwaited: 'Another llmkube is changing the release, and this one waits for it.',
  objectApplied: 'An object was created or updated.',
  objectRemoved: 'An object was deleted.',
  objectKept: 'An object was left where it is, and why.',
  revisionCommitted: 'The record now holds the revision.',
  downloadProgress:
    'A pod that has been downloading for a while has come further; about every two seconds.',
  downloadDelayed: 'A pod waits before it asks the source again, and why.',
  causeSeen:
    'Something keeps a pod or the release from becoming ready. Said once, as soon as the cluster knows it.',
  stillWaiting: 'Nothing was said for a minute, and the wait goes on.',
  podPhaseChanged: 'A pod of the release has come to another phase.',
};
