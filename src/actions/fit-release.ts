import type { MemoryPlan } from '../core/engine/memory-plan.ts';
import { trainedContext as trainedContextOf } from '../core/gguf/trained-context.ts';
import { takesSameMemory } from '../core/resolve/memory-question.ts';
import { type ResolveInput, resolve } from '../core/resolve/resolve.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import type { Runtime } from '../core/runtime.ts';
import type { Target } from '../core/target.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { gpuBytesOf } from './gpu-bytes-of.ts';
import type { Ports } from './ports.ts';
import { type HeadPorts, hasReadableHead, readModelHead } from './read-model-head.ts';
import { tooLarge } from './too-large.ts';

/** What is known of the memory of a release. */
export type ReleaseFit = Pick<ResolveInput, 'fit' | 'trainedContext'>;

export interface FitAsking {
  readonly resolving: Omit<ResolveInput, 'live' | 'fit' | 'trainedContext' | 'runtime'> & {
    readonly runtime: Runtime;
  };
  /** The release, as its error names it. */
  readonly name: string;
  /** The verb that asks, as in "Cannot deploy `qwen`". */
  readonly what: string;
  /** The nodes of the cluster; absent where nobody asks one. */
  readonly nodes?: Target['nodes'];
}

/**
 * Computes how the weights of a release lie in memory, from what its files say before them. What
 * was computed before stays while nothing changes that it follows from. Throws `MODEL_TOO_LARGE`.
 */
export async function fitRelease(asking: FitAsking, ports: HeadPorts): Promise<ReleaseFit> {
  const { resolving, what } = asking;
  const { runtime, previous } = resolving;
  if (runtime.planMemory === undefined) return {};
  const bare = resolve({ ...resolving, live: {} });
  if (previous !== undefined && takesSameMemory(bare, previous, runtime.memorySettings)) {
    return { fit: previous.fit };
  }
  const unchecked = uncheckedOf(bare, runtime);
  if (unchecked !== undefined) {
    warn(unchecked, ports);
    return {};
  }
  if (!hasReadableHead(bare.model)) return {};
  const gpuBytes = await gpuBytesOf(bare, asking, ports.signal);
  const needsWeights = gpuBytes !== undefined;
  const model = await readModelHead({ model: bare.model, what, needsWeights }, ports);
  if (model === undefined) return {};
  // Engines of transformers read themselves how long a conversation can be.
  const trainedContext = model.form === 'gguf' ? trainedContextOf(model.gguf) : undefined;
  const resolved = resolve({ ...resolving, live: {}, trainedContext });
  const ofDraft = draftOf(resolved, runtime);
  const draft = ofDraft && (await readModelHead({ model: ofDraft, what, needsWeights }, ports));
  if (ofDraft !== undefined && draft === undefined) return { trainedContext };
  const plan = runtime.planMemory(resolved, { model, draft, gpuBytes });
  const fit = fitOf(plan, { ...asking, resolved }, ports);
  if (fit !== undefined && resolved.gpus > 0 && gpuBytes === undefined) {
    warn(
      'how much memory the GPUs have is not known, so whether the model fits is not: say --gpu-memory',
      ports,
    );
  }
  return { fit, trainedContext };
}

/** The draft that a plan counts, where it can be read from here. */
function draftOf(resolved: Resolved, { plansDraft }: Runtime): Resolved['model'] | undefined {
  const at = resolved.files?.find(({ role }) => role === 'draft')?.at;
  return at !== undefined && hasReadableHead(at) && plansDraft?.(resolved) ? at : undefined;
}

/** Why nothing is looked at, if so. */
function uncheckedOf(bare: Resolved, { unknownMemory }: Runtime): string | undefined {
  if (bare.memoryCheck === 'off') {
    return 'whether it fits into memory is not checked, and memory is asked for as it was said';
  }
  const why = hasReadableHead(bare.model) ? unknownMemory?.(bare) : undefined;
  return why === undefined ? undefined : notComputed(why);
}

type Judged = FitAsking & { readonly resolved: Resolved };

function fitOf(plan: MemoryPlan, judged: Judged, ports: HeadPorts): Resolved['fit'] {
  switch (plan.kind) {
    case 'unknown':
      warn(notComputed(plan.why), ports);
      return undefined;
    case 'refused':
      throw new LlmkubeError('INVALID_FIELD', `Cannot ${judged.what}: ${plan.fact}`, {
        facts: { release: judged.name },
        suggestions: [inspect(judged.resolved)],
      });
    case 'too large':
      throw tooLarge(plan, judged);
    case 'planned': {
      const { fit, because, warnings } = plan;
      const places = fit.places.map(({ id, usedBytes, limitBytes }) => ({
        id,
        neededBytes: usedBytes,
        ...(limitBytes === undefined ? {} : { limitBytes }),
      }));
      ports.emit({ type: 'memoryPlanned', places, because });
      for (const message of warnings) warn(message, ports);
      return fit;
    }
  }
}

const notComputed = (why: string) => `its memory is not computed: ${why}`;

function inspect({ model }: Resolved): string {
  return `llmkube model inspect ${quoteWord(model.source)}`;
}

function warn(message: string, { emit }: Pick<Ports, 'emit'>): void {
  emit({ type: 'warning', message });
}
