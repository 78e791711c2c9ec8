import type { ErrorCode } from '../../errors/codes.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { diffPaths } from '../canon/diff-paths.ts';
import { describeRef, type Manifest, type ObjectRef, refOf } from '../manifest.ts';
import { labelKeys } from '../marks.ts';
import type { InventoryEntry } from '../record/schema.ts';
import type { Comparison } from '../target.ts';
import { replicasToHandOver } from './handover.ts';
import { headlessRefusal } from './headless.ts';
import { dataKind, isOurs, type Life } from './ownership.ts';
import type { Change, Plan } from './plan.ts';

export interface PlanInput extends Life {
  readonly namespace: string;
  readonly comparisons: readonly Comparison[];
  /** What earlier revisions, finished or not, made. */
  readonly inventory: readonly InventoryEntry[];
}

/** Judges what was read: what changes, what restarts, what is refused and why. */
export function makePlan(input: PlanInput): Plan {
  const { comparisons, inventory } = input;
  const terminating = comparisons.filter(isTerminating).map(({ desired }) => refOf(desired));
  const standing = comparisons.filter((comparison) => !isTerminating(comparison));
  const refusals = standing.flatMap((comparison) => refusalOf(comparison, input) ?? []);
  const changes = standing.flatMap((comparison) => changeOf(comparison) ?? []);
  const wanted = new Set(comparisons.map(({ desired }) => keyOf(refOf(desired))));
  const prune = inventory.filter((entry) => entry.kind !== dataKind && !wanted.has(keyOf(entry)));
  return { changes, prune, refusals: dedupe(refusals), terminating };
}

function isTerminating({ live }: Comparison): boolean {
  return live?.metadata.deletionTimestamp !== undefined;
}

function changeOf({ desired, live, verdict, memory }: Comparison): Change | undefined {
  if (verdict.kind === 'rejected') return undefined;
  const { warnings } = verdict;
  const known = memory === undefined ? {} : { memory };
  const common = { object: refOf(desired), warnings, desired, live, ...known };
  if (live === undefined) return { ...common, action: 'create', paths: [], restarts: false };
  const differing = diffPaths(withoutServerFields(live), withoutServerFields(verdict.result));
  const isHandedOver = replicasToHandOver(desired, live) !== undefined;
  const paths = isHandedOver ? [...new Set(['spec.replicas', ...differing])] : differing;
  const restarts =
    desired.kind === 'Deployment' && paths.some((path) => /^spec\.template\b/.test(path));
  return { ...common, action: paths.length === 0 ? 'unchanged' : 'update', paths, restarts };
}

// What the server writes by itself, and so differs without anybody's intent.
function withoutServerFields({ status: _, ...manifest }: Manifest): Manifest {
  const {
    managedFields: _managed,
    resourceVersion: _version,
    generation: _generation,
    uid: _uid,
    creationTimestamp: _created,
    ...metadata
  } = manifest.metadata;
  return { ...manifest, metadata };
}

function refusalOf(
  { desired, live, verdict }: Comparison,
  input: PlanInput,
): LlmkubeError | undefined {
  if (live !== undefined && !isOurs(live, input)) return foreign(live, input);
  const headless = live && headlessRefusal(live, desired, input.namespace);
  if (headless !== undefined) return headless;
  return verdict.kind === 'rejected' ? verdict.error : undefined;
}

function foreign(live: Manifest, { release, namespace }: PlanInput): LlmkubeError {
  const owner = live.metadata.labels?.['app.kubernetes.io/managed-by'];
  const fact =
    live.metadata.labels?.[labelKeys.release] === release
      ? 'it belongs to another release of that name whose record is gone'
      : `it exists and is not part of this release${owner === undefined ? '' : `, \`${owner}\` manages it`}`;
  const name = describeRef(refOf(live), namespace);
  return new LlmkubeError('OBJECT_FOREIGN', `Cannot use ${name}: ${fact}`, {
    facts: { object: name },
    suggestions: [
      `kubectl -n ${namespace} get ${live.kind.toLowerCase()} ${live.metadata.name} -o yaml`,
    ],
  });
}

// A namespace that is missing or going refuses every object for one reason: say it once.
const ofWholeNamespace: ReadonlySet<ErrorCode> = new Set([
  'NAMESPACE_NOT_FOUND',
  'OBJECT_TERMINATING',
]);

function dedupe(refusals: readonly LlmkubeError[]): readonly LlmkubeError[] {
  const seen = new Set<string>();
  return refusals.filter(({ code, message }) => {
    const key = ofWholeNamespace.has(code) ? code : message;
    return !seen.has(key) && seen.add(key);
  });
}

function keyOf({ apiVersion, kind, name }: ObjectRef): string {
  return `${apiVersion}/${kind}/${name}`;
}
