import {
  type EngineMemory,
  engineMemory,
  type MemoryVerdict,
  type Planned,
} from '../core/engine/engine-memory.ts';
import type { Manifest } from '../core/manifest.ts';
import { labelKeys } from '../core/marks.ts';
import { conditionOf, type PodObject } from '../core/observe/objects.ts';
import { resolvedSchema } from '../core/resolve/resolved.ts';
import type { Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { runtimes } from '../runtimes/runtimes.ts';

/** The container that the engine runs in. */
const container = 'server';

/** Logs that are read at a time: a release may have many pods, and each log is long. */
const logsAtOnce = 8;

/** From what matters most on. */
const verdicts: readonly MemoryVerdict[] = [
  'on the processor',
  'fewer layers',
  'unknown',
  'as planned',
];

/**
 * Where the model of a release lies, by the logs of its ready pods of the newest template: of the
 * pod that has least of what was planned; nothing where no such pod is ready. Of an engine that
 * tells nobody it is what was planned, if anything was. A log that cannot be had, by right or for
 * any other reason, leaves it unknown and hides nothing else.
 */
export async function engineMemoryOf(
  resolved: unknown,
  pods: readonly Manifest[],
  target: Pick<Target, 'logs'>,
): Promise<EngineMemory | undefined> {
  const known = plannedOf(resolved);
  if (known === undefined) return undefined;
  const read = runtimes.find(({ name }) => name === known.runtime)?.readEvidence;
  if (read === undefined) {
    return known.fit === undefined ? undefined : engineMemory(known, undefined);
  }
  const names = readyOfNewest(pods).map(({ metadata }) => metadata.name);
  const found: { readonly pod: string; readonly memory: EngineMemory }[] = [];
  for (let from = 0; from < names.length; from += logsAtOnce) {
    const reading = names
      .slice(from, from + logsAtOnce)
      .map(async (pod) => ({ pod, memory: await readMemory({ known, pod, read }, target) }));
    found.push(...(await Promise.all(reading)));
  }
  const rank = ({ memory }: (typeof found)[number]) => verdicts.indexOf(memory.verdict);
  const [worst] = found.toSorted((one, other) => rank(one) - rank(other));
  if (worst === undefined || found.length === 1 || worst.memory.message === '') {
    return worst?.memory;
  }
  return { ...worst.memory, message: `pod \`${worst.pod}\`: ${worst.memory.message}` };
}

/** What a revision has fixed of where the model is to lie; nothing of a form that is not known. */
export function plannedOf(resolved: unknown): (Planned & { runtime: string }) | undefined {
  const known = resolvedSchema.safeParse(resolved).data;
  const runtime = runtimes.find(({ name }) => name === known?.runtime);
  if (known === undefined || runtime === undefined) return undefined;
  return {
    ...known,
    leavesGpus: runtime.leavesGpus?.(known) === true,
    isSilent: runtime.readEvidence === undefined,
  };
}

interface Reading {
  readonly known: Planned;
  readonly pod: string;
  readonly read: NonNullable<(typeof runtimes)[number]['readEvidence']>;
}

async function readMemory(
  { known, pod, read }: Reading,
  target: Pick<Target, 'logs'>,
): Promise<EngineMemory> {
  try {
    return engineMemory(known, read(await target.logs({ pod, container })));
  } catch (error) {
    if (!(error instanceof LlmkubeError)) throw error;
    return { ...engineMemory(known, undefined), message: error.message };
  }
}

/** What a Deployment marks the pods of each of its templates with. */
const templateLabel = 'pod-template-hash';

// In the middle of a rollout the pods before it serve still, and are as another revision says. Its
// ReplicaSets would say surely which is the newest, and are one question and one right more.
function readyOfNewest(pods: readonly Manifest[]): readonly PodObject[] {
  const standing = (pods as readonly PodObject[])
    .filter(
      ({ metadata, status }) =>
        metadata.deletionTimestamp === undefined &&
        status?.phase !== 'Failed' &&
        metadata.labels?.[labelKeys.component] === 'server',
    )
    .toSorted((one, other) => createdAt(other) - createdAt(one));
  const template = standing[0]?.metadata.labels?.[templateLabel];
  return standing.filter(
    (pod) =>
      pod.metadata.labels?.[templateLabel] === template &&
      conditionOf(pod, 'Ready')?.status === 'True',
  );
}

function createdAt({ metadata }: PodObject): number {
  return Date.parse(metadata.creationTimestamp ?? '') || 0;
}
