import {
  type Applied,
  applyPart,
  manifestOf,
  parseApplied,
} from '../core/agent-protocol/applied-parts.ts';
import {
  describeRef,
  type KindRef,
  type Manifest,
  type ObjectRef,
  refOf,
} from '../core/manifest.ts';
import { labelKeys } from '../core/marks.ts';
import type { ApplyOptions, Comparison, Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { VersionedFiles } from './versioned-files.ts';

/** The desired state of this machine: one Deployment for each release. */
export type MachineObjects = Pick<Target, 'compare' | 'apply' | 'read' | 'listObjects' | 'remove'>;

export interface MachineObjectsOptions {
  /** Those of the folder for desired states. */
  readonly files: VersionedFiles;
  /** How people name the place, in errors. */
  readonly namespace: string;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** A server-side apply as small as one kind and two managers of our own need it. */
export function openMachineObjects(options: MachineObjectsOptions): MachineObjects {
  const { files } = options;
  return {
    compare: (manifest, { manager } = {}) => compare(options, manifest, manager),
    apply: (manifest, { manager } = {}) => apply(options, manifest, manager),
    read: async (ref) => (isDeployment(ref) ? (await find(files, ref.name))?.live : undefined),
    listObjects: async (kind, release) => {
      if (!isDeployment(kind)) return [];
      const all = await readDesired(files);
      return all.filter(({ metadata }) => {
        const owner = metadata.labels?.[labelKeys.release];
        return owner !== undefined && (release ?? owner) === owner;
      });
    },
    remove: (ref, uid) => remove(files, ref, uid),
  };
}

/** Every object that is wanted here; one that cannot be read is an error and not left out. */
export async function readDesired(files: VersionedFiles): Promise<readonly Manifest[]> {
  const stored = await files.list();
  return stored.map(({ name, version, text }) => manifestOf(parse(files, name, text), version));
}

interface Found {
  readonly applied: Applied;
  readonly version: string;
  readonly live: Manifest;
}

type ManagerOption = ApplyOptions['manager'];

async function compare(
  options: MachineObjectsOptions,
  manifest: Manifest,
  manager: ManagerOption,
): Promise<Comparison> {
  requireDeployment(manifest, options);
  const found = await find(options.files, manifest.metadata.name);
  const live = found?.live;
  const next = attempt(options, { found, manifest, manager });
  if (next instanceof LlmkubeError) {
    return { desired: manifest, live, verdict: { kind: 'rejected', error: next } };
  }
  const result = manifestOf(next, found?.version ?? '');
  return { desired: manifest, live, verdict: { kind: 'accepted', result, warnings: [] } };
}

async function apply(
  options: MachineObjectsOptions,
  manifest: Manifest,
  manager: ManagerOption,
): Promise<Manifest> {
  requireDeployment(manifest, options);
  const { name } = manifest.metadata;
  for (;;) {
    const found = await find(options.files, name);
    const next = attempt(options, { found, manifest, manager });
    if (next instanceof LlmkubeError) throw next;
    if (found !== undefined && next === found.applied) return found.live;
    const outcome = await options.files.write(name, JSON.stringify(next), found?.version);
    // Another manager was quicker: its part is kept, and ours goes beside it.
    if (outcome.kind === 'committed') return manifestOf(next, outcome.version);
  }
}

interface Attempt {
  readonly found: Found | undefined;
  readonly manifest: Manifest;
  readonly manager: ManagerOption;
}

function attempt(
  { now, randomId, namespace }: MachineObjectsOptions,
  { found, manifest, manager = 'main' }: Attempt,
): Applied | LlmkubeError {
  const { uid } = manifest.metadata;
  const isOther = uid !== undefined && uid !== found?.applied.uid;
  const next = isOther
    ? undefined
    : applyPart(found?.applied, { manifest, manager, now: now(), uid: randomId() });
  return next ?? changed(describeRef(refOf(manifest), namespace));
}

async function remove(
  files: VersionedFiles,
  ref: ObjectRef,
  uid: string,
): Promise<'removed' | 'absent'> {
  if (!isDeployment(ref)) return 'absent';
  for (;;) {
    const found = await find(files, ref.name);
    if (found?.applied.uid !== uid) return 'absent';
    if ((await files.remove(ref.name, found.version)) === 'removed') return 'removed';
  }
}

async function find(files: VersionedFiles, name: string): Promise<Found | undefined> {
  const stored = await files.read(name);
  if (stored === undefined) return undefined;
  const { version, text } = stored;
  const applied = parse(files, name, text);
  return { applied, version, live: manifestOf(applied, version) };
}

function parse({ folder }: VersionedFiles, release: string, text: string): Applied {
  const applied = parseApplied(text);
  if (applied !== undefined) return applied;
  throw new LlmkubeError(
    'RECORD_UNREADABLE',
    `Cannot read what should run of release \`${release}\`: its file in \`${folder}/${release}\` holds something else`,
    {
      facts: { release, path: `${folder}/${release}` },
      suggestions: [`rm -r ${folder}/${release}`],
    },
  );
}

function isDeployment({ apiVersion, kind }: KindRef): boolean {
  return apiVersion === 'apps/v1' && kind === 'Deployment';
}

function requireDeployment(manifest: Manifest, { namespace }: MachineObjectsOptions): void {
  if (isDeployment(manifest)) return;
  const object = describeRef(refOf(manifest), namespace);
  throw new LlmkubeError(
    'INTERNAL',
    `Cannot apply ${object}: a machine has nothing but a Deployment for each release`,
    { facts: { object } },
  );
}

function changed(object: string): LlmkubeError {
  return new LlmkubeError(
    'OBJECT_CHANGED',
    `Cannot apply ${object}: it was changed, deleted or made again in the meantime`,
    { facts: { object } },
  );
}
