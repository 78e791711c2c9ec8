import { type EngineMemory, engineMemory, type Planned } from '../core/engine/engine-memory.ts';
import type { Manifest } from '../core/manifest.ts';
import { conditionOf, type PodObject } from '../core/observe/objects.ts';
import { resolvedSchema } from '../core/resolve/resolved.ts';
import type { Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { runtimes } from '../runtimes/runtimes.ts';

/** The container that the engine runs in. */
const container = 'server';

/**
 * Where the model of a release lies, by the log of one of its ready pods; nothing where no pod is
 * ready. Of an engine that tells nobody it is what was planned, if anything was. A log that cannot be had, by right or for any other reason,
 * leaves it unknown and hides nothing else.
 */
export async function engineMemoryOf(
  resolved: unknown,
  pods: readonly Manifest[],
  target: Pick<Target, 'logs'>,
): Promise<EngineMemory | undefined> {
  const known = plannedOf(resolved);
  const runtime = runtimes.find(({ name }) => name === known?.runtime);
  if (known === undefined || runtime === undefined) return undefined;
  if (runtime.readEvidence === undefined) {
    return known.fit === undefined ? undefined : engineMemory(known, undefined);
  }
  const pod = pods.find((each) => isReady(each as PodObject));
  if (pod === undefined) return undefined;
  return await readMemory({ known, pod: pod.metadata.name, read: runtime.readEvidence }, target);
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

function isReady(pod: PodObject): boolean {
  const isGoing = pod.metadata.deletionTimestamp !== undefined;
  return !isGoing && conditionOf(pod, 'Ready')?.status === 'True';
}
