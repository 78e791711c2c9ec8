import {
  type Applied,
  applyPart,
  manifestOf,
  parseApplied,
} from '../core/agent-protocol/applied-parts.ts';
import { unreadableManifest } from '../core/agent-protocol/unreadable.ts';
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
import { systemCodeOf } from './folder-unusable.ts';
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

/**
 * Every object that is wanted here. One that cannot be read is neither left out nor in the way of
 * the others: it is there as `unreadableManifest` has it.
 */
export async function readDesired(files: VersionedFiles): Promise<readonly Manifest[]> {
  const all: Manifest[] = [];
  for (const stored of await files.versions()) {
    const [release = ''] = stored.split('/');
    const found = await look(files, release);
    if (found?.kind === 'found') all.push(found.live);
    if (found?.kind === 'unreadable') all.push(asManifest(release, found));
  }
  return all;
}

interface Found {
  readonly kind: 'found';
  readonly applied: Applied;
  readonly version: string;
  readonly live: Manifest;
}

interface Unreadable {
  readonly kind: 'unreadable';
  readonly version: string;
  readonly error: LlmkubeError;
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
    const found = await look(files, ref.name);
    if (found === undefined || uidOf(ref.name, found) !== uid) return 'absent';
    if ((await files.remove(ref.name, found.version)) === 'removed') return 'removed';
  }
}

async function find(files: VersionedFiles, release: string): Promise<Found | undefined> {
  const found = await look(files, release);
  if (found?.kind === 'unreadable') throw found.error;
  return found;
}

async function look(
  files: VersionedFiles,
  release: string,
): Promise<Found | Unreadable | undefined> {
  try {
    const stored = await files.read(release);
    if (stored === undefined) return undefined;
    const applied = parseApplied(stored.text);
    if (applied === undefined) {
      const error = damaged(files, release, 'holds something else');
      return { kind: 'unreadable', version: stored.version, error };
    }
    const live = manifestOf(applied, stored.version);
    return { kind: 'found', applied, version: stored.version, live };
  } catch (error) {
    if (!(error instanceof LlmkubeError)) throw error;
    const isLost = systemCodeOf(error.cause) === 'ENOENT';
    const why = isLost ? damaged(files, release, 'is missing') : error;
    return { kind: 'unreadable', version: await newestVersion(files, release), error: why };
  }
}

// A text that is lost has left its marker.
async function newestVersion(files: VersionedFiles, release: string): Promise<string> {
  const own = `${release}/`;
  const newest = (await files.versions()).find((version) => version.startsWith(own));
  return newest?.slice(own.length) ?? '';
}

function asManifest(release: string, { version, error }: Unreadable): Manifest {
  return unreadableManifest({ release, version, why: error.message });
}

function uidOf(release: string, found: Found | Unreadable): string | undefined {
  return found.kind === 'found' ? found.applied.uid : asManifest(release, found).metadata.uid;
}

function damaged({ folder }: VersionedFiles, release: string, fact: string): LlmkubeError {
  const path = `${folder}/${release}`;
  return new LlmkubeError(
    'RECORD_UNREADABLE',
    `Cannot read what should run of release \`${release}\`: its file in \`${path}\` ${fact}`,
    { facts: { release, path }, suggestions: [`llmkube delete ${release} --local`] },
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
