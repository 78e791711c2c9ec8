import type * as z from 'zod';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { type ReleaseRecord, stateSchema } from './schema.ts';

export interface StoredParts {
  readonly release: string;
  readonly data: Readonly<Record<string, string>>;
  readonly binaryData: Readonly<Record<string, string>>;
}

/** Reads a stored record; a damaged one is an error that names the damaged part. */
export function decodeRecord({ release, data, binaryData }: StoredParts): ReleaseRecord {
  const { schema, state, intent, ...unknownData } = data;
  return {
    release,
    schema: decodeSchema(release, schema),
    state: decodeState(release, state),
    intent: decodeObject(release, 'intent', intent),
    revisions: decodeRevisions(binaryData),
    unknownData,
  };
}

function decodeSchema(release: string, text: string | undefined): number {
  const schema = Number(text);
  if (!Number.isInteger(schema) || schema < 1)
    throw unreadable({ release, part: 'schema' }, 'no layout number');
  return schema;
}

function decodeState(release: string, text: string | undefined): ReleaseRecord['state'] {
  const parsed = stateSchema.safeParse(decodeObject(release, 'state', text));
  if (!parsed.success) throw unreadable({ release, part: 'state' }, firstIssue(parsed.error));
  return parsed.data;
}

function decodeObject(
  release: string,
  part: string,
  text: string | undefined,
): Record<string, unknown> {
  if (text === undefined) throw unreadable({ release, part }, 'it is missing');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable({ release, part }, 'it is not JSON', error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unreadable({ release, part }, 'it is not an object');
  }
  return value as Record<string, unknown>;
}

function decodeRevisions(binaryData: Readonly<Record<string, string>>): Map<number, string> {
  const revisions = new Map<number, string>();
  for (const [key, payload] of Object.entries(binaryData)) {
    const number = /^rev-(\d+)$/.exec(key)?.[1];
    if (number !== undefined) revisions.set(Number(number), payload);
  }
  return new Map([...revisions].sort(([a], [b]) => a - b));
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `\`${issue.path.join('.')}\`: ${issue.message}` : 'it has an unknown shape';
}

function unreadable(
  { release, part }: { release: string; part: string },
  fact: string,
  cause?: unknown,
): LlmkubeError {
  return new LlmkubeError(
    'RECORD_UNREADABLE',
    `Cannot read the record of release \`${release}\`: \`${part}\`: ${fact}`,
    { facts: { release, field: part }, cause },
  );
}
