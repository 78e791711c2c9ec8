import { describeRef, type Manifest, type ObjectRef, refOf } from '../core/manifest.ts';
import { sharedCacheName } from '../core/marks.ts';
import { dataKind, isOurs } from '../core/plan/ownership.ts';
import type { DeleteAllResult } from '../core/results.ts';
import type { Target, TargetAddress } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { awaitGone, type Removals } from './await-gone.ts';
import { removeNamed } from './delete.ts';
import { findMarked, releaseOf, warnOfUnseen } from './leftovers.ts';
import type { Ports } from './ports.ts';
import { targetFlag, targetName } from './target-words.ts';

export interface DeleteAllInput {
  /** Whether every claim of ours goes too, the shared one included. */
  readonly data: boolean;
}

/** Removes everything of ours from the namespace, and looks again whether it is gone. */
export async function deleteAll({ data }: DeleteAllInput, ports: Ports): Promise<DeleteAllResult> {
  const { target, emit } = ports;
  const { namespace } = target.address;
  emit({ type: 'stageStarted', stage: 'plan' });
  const { names, marked } = await findAll(data, target);
  warnOfUnseen(marked, ports);
  emit({ type: 'stageEnded', stage: 'plan', summary: `${names.length} to remove` });
  if (!data) await confirmAll(names, ports);
  emit({ type: 'stageStarted', stage: 'remove' });
  const outcomes = await removeEach(names, data, ports);
  const failed = outcomes.filter((outcome) => outcome.error !== undefined);
  if (failed.length > 0) throw incomplete(failed, names, ports);
  const { names: again } = await findAll(data, target);
  if (again.length > 0) throw madeMeanwhile(again, target.address);
  // Last: what came meanwhile may have mounted it.
  const shared = await removeSharedClaim(data, ports);
  const removed = [...outcomes.flatMap((outcome) => outcome.removed), ...shared.removed];
  const kept = [...outcomes.flatMap((outcome) => outcome.kept), ...shared.kept];
  emit({ type: 'stageEnded', stage: 'remove', summary: `${removed.length} removed` });
  const nameOf = (entry: ObjectRef) => describeRef(entry, namespace);
  return {
    type: 'result',
    target: target.address,
    releases: names,
    removed: removed.map(nameOf),
    kept: kept.map(nameOf),
  };
}

// Records first name what there is; objects without one are what is left of a release.
async function findAll(data: boolean, target: Target) {
  const marked = await findMarked(target);
  const { made, byHand } = marked;
  const rows = await target.listReleases('target');
  const recorded = rows
    .filter(({ release, summary }) => summary !== undefined || !byHand.has(release))
    .map(({ release }) => release);
  const left = made.filter(({ kind }) => data || kind !== dataKind).map(releaseOf);
  return { names: [...new Set([...recorded, ...left])].toSorted(), marked };
}

async function confirmAll(names: readonly string[], { target, confirm }: Ports): Promise<void> {
  if (names.length === 0) return;
  const { address } = target;
  const { namespace } = address;
  const question = `This removes ${names.join(', ')} from ${targetName(address)}. Go on?`;
  if (await confirm(question)) return;
  throw new LlmkubeError(
    'CONFIRMATION_NEEDED',
    `Cannot delete everything in ${targetName(address)}: not confirmed, nothing was changed`,
    { facts: { namespace } },
  );
}

interface Outcome extends Removals {
  readonly release: string;
  readonly error: LlmkubeError | undefined;
}

/** Pods take their time to end, so several releases go at once; each holds four watches. */
const atOnce = 5;

async function removeEach(
  names: readonly string[],
  data: boolean,
  ports: Ports,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let start = 0; start < names.length; start += atOnce) {
    const batch = names.slice(start, start + atOnce);
    outcomes.push(...(await Promise.all(batch.map((release) => removeIt(release, data, ports)))));
  }
  return outcomes;
}

async function removeIt(release: string, data: boolean, ports: Ports): Promise<Outcome> {
  try {
    const removals = await removeNamed({ id: release, release, data }, ports);
    return { release, ...removals, error: undefined };
  } catch (error) {
    if (!(error instanceof LlmkubeError)) throw error;
    const nothing = { release, removed: [], kept: [] };
    // Somebody else has removed it meanwhile, which is what was wanted.
    return { ...nothing, error: error.code === 'RELEASE_NOT_FOUND' ? undefined : error };
  }
}

async function removeSharedClaim(data: boolean, ports: Ports): Promise<Removals> {
  const { target, emit } = ports;
  const claim = await target.read({ apiVersion: 'v1', kind: dataKind, name: sharedCacheName });
  if (claim === undefined || !isShared(claim)) return { removed: [], kept: [] };
  const ref = refOf(claim);
  if (!data) return { removed: [], kept: [ref] };
  await target.remove(ref, claim.metadata.uid ?? '');
  emit({ type: 'objectRemoved', object: describeRef(ref, target.address.namespace) });
  const removals = { removed: [ref], kept: [] };
  await awaitGone(sharedCacheName, removals, ports);
  return removals;
}

// The rule for the shared claim asks for no release.
function isShared(claim: Manifest): boolean {
  return isOurs(claim, { release: '', releaseId: '' });
}

function incomplete(
  failed: readonly Outcome[],
  names: readonly string[],
  { target }: Ports,
): LlmkubeError {
  const { address } = target;
  const { namespace } = address;
  const left = failed.map(({ release }) => release);
  const [first] = failed.flatMap(({ error }) => error ?? []);
  const which = left.map((release) => `\`${release}\``).join(', ');
  return new LlmkubeError(
    first?.code ?? 'INTERNAL',
    `Cannot delete everything in ${targetName(address)}: ${left.length} of ${names.length} are left, ${which}: ${first?.message}`,
    {
      facts: {
        ...first?.facts,
        namespace,
        left,
        gone: names.filter((name) => !left.includes(name)),
      },
      suggestions: ['the same command again', `llmkube list ${targetFlag(address)}`],
      cause: first,
    },
  );
}

function madeMeanwhile(names: readonly string[], address: TargetAddress): LlmkubeError {
  const { namespace } = address;
  return new LlmkubeError(
    'RELEASE_SUPERSEDED',
    `Cannot delete everything in ${targetName(address)}: ${names.join(', ')} came meanwhile`,
    { facts: { namespace, left: names }, suggestions: ['the same command again'] },
  );
}
