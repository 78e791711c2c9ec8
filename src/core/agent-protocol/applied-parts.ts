import * as z from 'zod';
import { canonicalJson } from '../canon/canonical.ts';
import type { Manifest, ObjectMeta } from '../manifest.ts';
import { fieldManagers } from '../marks.ts';

export type Manager = keyof typeof fieldManagers;

const part = z.object({
  /** When it came to be what it is. */
  time: z.string(),
  manifest: z.looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject({ name: z.string() }),
  }),
});

const appliedSchema = z.looseObject({
  uid: z.string(),
  generation: z.number().int().positive(),
  createdAt: z.string(),
  main: part,
  restart: part.optional(),
  handover: part.optional(),
});

/**
 * An object as several managers have applied it, each its own part, kept apart so that one can
 * replace its own without taking away another's: what a server has managed fields for.
 */
export type Applied = z.infer<typeof appliedSchema>;

export interface Application {
  readonly manifest: Manifest;
  readonly manager: Manager;
  /** In milliseconds since 1970. */
  readonly now: number;
  /** For an object that is made by this. */
  readonly uid: string;
}

/**
 * What is there after a manager has replaced its part. The same part again changes nothing, and
 * only the main manager makes an object; without it there is nothing to add to.
 */
export function applyPart(
  before: Applied | undefined,
  { manifest, manager, now, uid }: Application,
): Applied | undefined {
  const part = { time: toSeconds(now), manifest: withoutServerFields(manifest) };
  if (before === undefined) {
    if (manager !== 'main') return undefined;
    return { uid, generation: 1, createdAt: part.time, main: part };
  }
  const own = before[manager]?.manifest;
  if (canonicalJson(own) === canonicalJson(part.manifest)) return before;
  const after = { ...before, [manager]: part };
  const isSameSpec = canonicalJson(merge(before).spec) === canonicalJson(merge(after).spec);
  return { ...after, generation: before.generation + (isSameSpec ? 0 : 1) };
}

/** The object that the parts make up, as a server would show it. */
export function manifestOf(applied: Applied, resourceVersion: string): Manifest {
  const { uid, generation, createdAt } = applied;
  const merged = merge(applied);
  const metadata = {
    ...merged.metadata,
    uid,
    resourceVersion,
    generation,
    creationTimestamp: createdAt,
    managedFields: managedFieldsOf(applied),
  };
  return { ...merged, metadata };
}

/** What a file or a ConfigMap holds, or nothing when it holds something else. */
export function parseApplied(text: string): Applied | undefined {
  try {
    return appliedSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // What is no JSON is none of ours either.
    return undefined;
  }
}

function merge({ main, restart, handover }: Applied): Manifest {
  const whole = [restart, handover].reduce<object>(
    (below, above) => (above === undefined ? below : layOver(below, above.manifest)),
    main.manifest,
  );
  return whole as Manifest;
}

// Enough for what our managers share, which is fields of blocks and never a list.
function layOver(below: object, above: object): object {
  const fields = Object.entries(above).map(([field, value]) => {
    const before: unknown = Reflect.get(below, field);
    return [field, isBlock(before) && isBlock(value) ? layOver(before, value) : value];
  });
  return { ...below, ...Object.fromEntries(fields) };
}

function isBlock(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Which of the fields are whose is read by nobody; who wrote last is.
function managedFieldsOf(applied: Applied): readonly unknown[] {
  return (['main', 'restart', 'handover'] as const).flatMap((manager) => {
    const { time, manifest } = applied[manager] ?? {};
    if (manifest === undefined) return [];
    const { apiVersion } = manifest;
    return [{ manager: fieldManagers[manager], operation: 'Apply', apiVersion, time }];
  });
}

function withoutServerFields({
  status: _,
  metadata,
  ...manifest
}: Manifest): Applied['main']['manifest'] {
  const {
    uid: _uid,
    resourceVersion: _version,
    generation: _generation,
    creationTimestamp: _created,
    managedFields: _managed,
    ...kept
  }: ObjectMeta = metadata;
  return { ...manifest, metadata: kept } as Applied['main']['manifest'];
}

// Kubernetes' times have no fractions.
function toSeconds(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}
