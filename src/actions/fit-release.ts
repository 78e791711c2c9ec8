import type { MemoryPlan } from '../core/engine/memory-plan.ts';
import type { GgufModel } from '../core/gguf/gguf-header.ts';
import { gpuMemoryOf } from '../core/hardware/gpu-memory.ts';
import { deviceOffers } from '../core/profile/device-offers.ts';
import { takesSameMemory } from '../core/resolve/memory-question.ts';
import { type ResolveInput, resolve } from '../core/resolve/resolve.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import type { Runtime } from '../core/runtime.ts';
import { parseSource } from '../core/source/parse-source.ts';
import type { Target } from '../core/target.ts';
import { formatBytes } from '../core/text/bytes.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { HeaderPlace } from '../models/read-metadata-of.ts';
import { interruption } from './interruption.ts';
import type { Ports } from './ports.ts';
import { readModelAt } from './read-model.ts';

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

export type FitPorts = Pick<Ports, 'readHeader' | 'emit' | 'signal'>;

/**
 * Computes how the weights of a release lie in memory, from the header of their file. What was
 * computed before stays while nothing changes that it follows from. Throws `MODEL_TOO_LARGE`.
 */
export async function fitRelease(asking: FitAsking, ports: FitPorts): Promise<ReleaseFit> {
  const { resolving } = asking;
  const { runtime, previous } = resolving;
  if (runtime.planMemory === undefined) return {};
  const bare = resolve({ ...resolving, live: {} });
  if (previous !== undefined && takesSameMemory(bare, previous)) return { fit: previous.fit };
  if (bare.memoryCheck === 'off') {
    warn(
      'whether it fits into memory is not checked, and memory is asked for as it was said',
      ports,
    );
    return {};
  }
  const model = await headerOf(bare, asking, ports);
  if (model === undefined) return {};
  const trainedContext = trainedContextOf(model);
  const resolved = resolve({ ...resolving, live: {}, trainedContext });
  const gpuBytes = await gpuBytesOf(resolved, asking, ports.signal);
  const plan = runtime.planMemory(resolved, { model, gpuBytes });
  const fit = fitOf(plan, { ...asking, resolved }, ports);
  if (fit !== undefined && resolved.gpus > 0 && gpuBytes === undefined) {
    warn(
      'how much memory the GPUs have is not known, so whether the model fits is not: say --gpu-memory',
      ports,
    );
  }
  return { fit, trainedContext };
}

// Who may not read nodes says it, or has a profile of somebody who may.
async function gpuBytesOf(
  resolved: Resolved,
  { resolving: { profile }, nodes }: FitAsking,
  signal: AbortSignal,
): Promise<readonly number[] | undefined> {
  const { nodeSelector, affinity } = resolved.pod ?? {};
  const isNarrowed = nodeSelector !== undefined || affinity !== undefined;
  const said = gpuMemoryOf(resolved);
  const known = said ?? gpuMemoryOf(resolved, profile?.devices);
  if (resolved.gpus === 0 || nodes === undefined || said !== undefined) return known;
  // Which nodes an affinity leads to is for the scheduler to say.
  if (affinity !== undefined) return undefined;
  // A profile is of all nodes, and its smallest GPU may be one that the pod never sees.
  if (known !== undefined && !isNarrowed) return known;
  try {
    const reached = await nodes(nodeSelector ?? {});
    const open = reached.filter((node) => Object(Object(node).spec).unschedulable !== true);
    return gpuMemoryOf(resolved, deviceOffers(open));
  } catch (error) {
    if (!(error instanceof LlmkubeError) || signal.aborted) throw error;
    return known;
  }
}

type Judged = FitAsking & { readonly resolved: Resolved };

function fitOf(plan: MemoryPlan, judged: Judged, ports: FitPorts): Resolved['fit'] {
  switch (plan.kind) {
    case 'unknown':
      warn(`its memory is not computed: ${plan.why}`, ports);
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

function tooLarge(
  { places, largestContext }: Extract<MemoryPlan, { kind: 'too large' }>,
  { what, name, resolved }: Judged,
): LlmkubeError {
  const lacking = places.filter(({ fits }) => !fits);
  const sums = lacking.map(({ id, usedBytes, limitBytes = 0, lines }) => {
    const parts = lines.map((line) => `${line.what} ${formatBytes(line.bytes)}`).join(' + ');
    return `${id} needs ${formatBytes(usedBytes)} (${parts}) and has ${formatBytes(limitBytes)}`;
  });
  return new LlmkubeError(
    'MODEL_TOO_LARGE',
    `Cannot ${what}: it does not fit: ${sums.join('; ')}`,
    {
      facts: {
        release: name,
        largestContext,
        lacking: sums,
      },
      suggestions: [
        ...(largestContext === 0 ? [] : [shorter(what, largestContext)]),
        `llmkube fit ${quoteWord(resolved.model.source)} --gpu-memory <sizes>`,
        isOfDocument(what)
          ? '`hardware.memoryCheck: off` in the document'
          : 'the same command with --no-memory-check',
      ],
    },
  );
}

// The flags of a first deploy are nowhere but in the command.
function shorter(what: string, tokens: number): string {
  return isOfDocument(what)
    ? `\`serving.contextLength: ${tokens}\` in the document`
    : `the same command with --context-length ${tokens}`;
}

const isOfDocument = (what: string) => what.startsWith('apply');

function inspect({ model }: Resolved): string {
  return `llmkube model inspect ${quoteWord(model.source)}`;
}

function warn(message: string, { emit }: Pick<Ports, 'emit'>): void {
  emit({ type: 'warning', message });
}

// A header that cannot be read stops nobody: the pod may well read what this machine cannot.
async function headerOf(
  { model }: Resolved,
  { what }: FitAsking,
  ports: FitPorts,
): Promise<GgufModel | undefined> {
  const place = placeOf(model);
  if (place === undefined) return undefined;
  try {
    return (await readModelAt([place], model.source, ports)).model;
  } catch (error) {
    if (ports.signal.aborted) {
      const details = { fact: 'nothing was changed', suggestions: [] };
      throw interruption(ports.signal, what, details);
    }
    if (!(error instanceof LlmkubeError) || error.code !== 'SOURCE_REFUSED') throw error;
    warn(`its memory is not computed: ${error.message}`, ports);
    return undefined;
  }
}

// A source that does not say how large it is was not reached, which has been told.
function placeOf(model: Resolved['model']): HeaderPlace | undefined {
  if (model.kind === 'file') return { kind: 'file', path: model.file };
  if (model.kind !== 'download' || model.bytes === undefined) return undefined;
  const isHub = parseSource(model.source).kind === 'hub';
  return { kind: 'url', url: model.url, isHub, region: model.s3?.region };
}

function trainedContextOf({ metadata }: GgufModel): number | undefined {
  const architecture = metadata.get('general.architecture');
  const length = metadata.get(`${String(architecture)}.context_length`);
  return typeof length === 'number' && Number.isInteger(length) && length > 0 ? length : undefined;
}
