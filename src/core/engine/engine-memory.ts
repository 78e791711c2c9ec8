import { defined } from '../defined.ts';
import type { Resolved } from '../resolve/resolved.ts';
import type { EngineEvidence } from './engine-evidence.ts';

/** The memory of an engine, side by side. */
export interface EngineMemory {
  /** What the release says. */
  readonly asked: {
    /** Of each pod. */
    readonly gpus: number;
    /** Tokens of one conversation. */
    readonly contextLength?: number;
  };
  /** What was computed before the first write; absent where nothing could be. */
  readonly planned?: OffloadedLayers;
  /** What the engine says itself; absent where it cannot be read. */
  readonly real?: OffloadedLayers;
  /** GPUs in the order of the engine, then the host. */
  readonly places: readonly PlaceMemory[];
  /** How the two compare. */
  readonly verdict: MemoryVerdict;
  /** In words; empty where all is as planned. */
  readonly message: string;
}

export type MemoryVerdict = 'as planned' | 'fewer layers' | 'on the processor' | 'unknown';

export interface OffloadedLayers {
  /** Layers on GPUs; the output counts as one. */
  readonly gpuLayers?: number;
  /** All that there are. */
  readonly layers?: number;
}

export interface PlaceMemory {
  /** As the engine names it, such as `CUDA0`, or `host`. */
  readonly id: string;
  /** Of the buffers that the engine tells of; all that it takes where it tells of none. */
  readonly plannedBytes?: number;
  /** The same as it tells them. */
  readonly realBytes?: number;
}

export type Planned = Pick<Resolved, 'gpus' | 'claims' | 'fit' | 'contextLength'> & {
  /** Somebody keeps all of the model from GPUs. */
  readonly leavesGpus?: boolean;
  /** Its engine tells nobody what it takes. */
  readonly isSilent?: boolean;
};

/** What was asked, planned and is real of the memory of an engine, side by side. */
export function engineMemory(
  resolved: Planned,
  evidence: EngineEvidence | undefined,
): EngineMemory {
  const { contextLength, gpus, fit } = resolved;
  return {
    asked: { gpus, ...defined({ contextLength }) },
    ...defined({ planned: fit && plannedOf(fit) }),
    ...defined({
      real: evidence && defined({ gpuLayers: realLayers(evidence), layers: evidence.layers }),
    }),
    places: placesOf(fit, evidence),
    ...judge(resolved, evidence),
  };
}

function plannedOf({ gpuLayers, layers }: NonNullable<Planned['fit']>): OffloadedLayers {
  return defined({ gpuLayers, layers });
}

/** Whether layers are meant to lie on GPUs, by the plan or by what a pod gets by default. */
export function wantsGpus({ gpus, claims, fit, leavesGpus }: Planned): boolean {
  if ((gpus === 0 && claims === undefined) || leavesGpus === true) return false;
  return fit?.gpuLayers !== 0;
}

// llama-server 0.7.0 says that it has offloaded all layers to the GPU where there is none: what it
// has buffers for is where the layers are.
function realLayers({ gpuLayers, places }: EngineEvidence): number | undefined {
  const isOnGpu = [...places].some(([id, bytes]) => id !== 'host' && bytes > 0);
  return isOnGpu ? gpuLayers : 0;
}

function judge(
  resolved: Planned,
  evidence: EngineEvidence | undefined,
): { readonly verdict: MemoryVerdict; readonly message: string } {
  if (evidence === undefined) {
    return {
      verdict: 'unknown',
      message:
        resolved.isSilent === true
          ? 'what the engine really takes is not read'
          : 'the log of the engine does not say where the model lies',
    };
  }
  const real = realLayers(evidence);
  if (!wantsGpus(resolved)) return { verdict: 'as planned', message: '' };
  if (real === undefined) {
    return { verdict: 'unknown', message: 'the engine does not say how many layers are on GPUs' };
  }
  const { layers = resolved.fit?.layers } = evidence;
  const of = layers === undefined ? 'no layer' : `${real} of ${layers} layers`;
  const { gpuLayers } = resolved.fit ?? {};
  const planned = gpuLayers === undefined ? '' : `: ${gpuLayers} were planned`;
  if (real === 0) {
    return { verdict: 'on the processor', message: `${of} on a GPU${planned}` };
  }
  return real < (gpuLayers ?? 0)
    ? { verdict: 'fewer layers', message: `${of} on a GPU${planned}` }
    : { verdict: 'as planned', message: '' };
}

function placesOf(
  fit: Planned['fit'],
  evidence: EngineEvidence | undefined,
): readonly PlaceMemory[] {
  const planned = new Map(
    fit?.places.map(({ id, usedBytes, toldBytes = usedBytes }) => [id, toldBytes]),
  );
  const ids = [...new Set([...planned.keys(), ...(evidence?.places.keys() ?? [])])];
  const last = (id: string) => (id === 'host' ? 1 : 0);
  return ids
    .toSorted((one, other) => last(one) - last(other))
    .map((id) => ({
      id,
      ...defined({ plannedBytes: planned.get(id), realBytes: evidence?.places.get(id) }),
    }));
}
