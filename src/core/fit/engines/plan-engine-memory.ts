import { defined } from '../../defined.ts';
import type { MemoryPlan } from '../../engine/memory-plan.ts';
import { greatestWhere } from '../bisect.ts';
import { devicesOf } from '../devices-of.ts';
import type { FitPlace } from '../fit-result.ts';
import type { EstimateLine } from '../place-estimate.ts';
import { type EngineGroup, groupsOf } from './divided-model.ts';
import { divisionProblem, unknownDivision } from './division-problem.ts';
import type { EngineMemoryAsked } from './engine-memory-asked.ts';
import { engineNotes } from './engine-notes.ts';
import { longestContext } from './longest-context.ts';

/** A context that is named as one that would fit is a multiple of this, where it is no shorter. */
const contextStep = 256;

/**
 * Says whether an engine that takes a share of each GPU starts with a model, by the same formulas as
 * `fit`. What is refused does not start even where the engine needs least.
 */
export function planEngineMemory(asked: EngineMemoryAsked): MemoryPlan {
  const problem = divisionProblem(asked);
  if (problem !== undefined) return { kind: 'refused', fact: problem };
  const why = unknownDivision(asked);
  if (why !== undefined) return { kind: 'unknown', why };
  const { gpuBytes } = asked;
  if (gpuBytes === undefined) {
    return {
      kind: 'unknown',
      why: 'how much memory the GPUs have is not known: say --gpu-memory',
    };
  }
  const ground = groundOf(asked, gpuBytes);
  return isTooLarge(ground) ? tooLarge(ground) : planned(ground, gpuBytes);
}

interface Ground {
  readonly asked: EngineMemoryAsked;
  readonly groups: readonly EngineGroup[];
  /** The most tokens of one conversation that fit whatever the engine takes; 0 for none. */
  readonly surely: number;
  /** The same where it takes least. */
  readonly perhaps: number;
}

function groundOf(asked: EngineMemoryAsked, gpuBytes: readonly number[]): Ground {
  const groups = groupsOf({ ...asked, gpuBytes });
  const longest = Math.max(longestContext(asked.facts), asked.contextLength ?? 1);
  const most = (holds: (group: EngineGroup, context: number) => boolean) =>
    greatestWhere(1, longest, (context) => groups.every((group) => holds(group, context))) ?? 0;
  return {
    asked,
    groups,
    surely: most(
      ({ room, left }, context) => left.least > 0 && room.bytesFor(context) <= left.least,
    ),
    perhaps: most(
      ({ room, left }, context) => left.most > 0 && room.leastBytesFor(context) <= left.most,
    ),
  };
}

/**
 * Without a context the engine takes one that its cache holds. With one vLLM 0.25 and TGI 3.3 have
 * to hold a conversation of it, and SGLang 0.5.15 ends only where its cache has no token at all.
 */
function isTooLarge({ asked, perhaps }: Ground): boolean {
  const { engine, contextLength = 1 } = asked;
  return perhaps === 0 || (engine !== 'sglang' && contextLength > perhaps);
}

function planned(ground: Ground, gpuBytes: readonly number[]): MemoryPlan {
  const { asked, perhaps } = ground;
  const { facts, contextLength, sizes } = asked;
  const told = Math.min(contextLength ?? longestContext(facts), perhaps);
  return {
    kind: 'planned',
    fit: { places: placesOf(ground, (group) => sumOf(leastLines(group, told))) },
    because: becauseOf(ground),
    warnings: [
      ...engineNotes({
        ...{ facts, devices: devicesOf(gpuBytes), gpus: sizes.tensor, isNear: isNear(ground) },
        contextLength: contextLength ?? told,
      }).map(({ message }) => message),
      ...(contextLength !== undefined && contextLength > perhaps
        ? [
            `no conversation of ${contextLength} tokens can be held: the cache has room for ${perhaps} at the most`,
          ]
        : []),
    ],
  };
}

function isNear({ asked, surely, perhaps }: Ground): boolean {
  const { contextLength = 1 } = asked;
  return surely === 0 || (contextLength > surely && contextLength <= perhaps);
}

function becauseOf({ asked, groups }: Ground): string[] {
  const { engine, contextLength, concurrency, facts } = asked;
  const held = Math.min(...groups.map(({ room, left }) => room.tokensIn(left.least)));
  const context = contextLength ?? facts.context;
  const each = conversationsIn(groups, context);
  return [
    ...(held === 0
      ? []
      : [`Conversations may hold ${held} tokens together in what ${engine} takes`]),
    ...(concurrency === undefined || each === 0 || each >= concurrency
      ? []
      : [
          `That is surely ${each} of ${context} tokens at a time, of ${concurrency} that are asked for`,
        ]),
  ];
}

function conversationsIn(groups: readonly EngineGroup[], context: number): number {
  const each = groups.map(({ room, left }) =>
    Math.floor(left.least / Math.max(1, room.bytesFor(context))),
  );
  return context === 0 ? 0 : Math.min(...each);
}

function tooLarge(ground: Ground): MemoryPlan {
  const { asked, surely, perhaps } = ground;
  const { contextLength = 1 } = asked;
  const places = placesOf(ground, (group): Omit<FitPlace, 'id' | 'limitBytes'> => {
    const lines = leastLines(group, contextLength);
    const { usedBytes } = sumOf(lines);
    const { limitBytes } = group.budget;
    return { usedBytes, upperBytes: usedBytes, fits: usedBytes <= limitBytes, lines };
  });
  return {
    ...{ kind: 'too large', places, largestContext: inSteps(surely) },
    ...defined({ perhapsContext: surely > 0 || perhaps === 0 ? undefined : inSteps(perhaps) }),
  };
}

function inSteps(tokens: number): number {
  return Math.floor(tokens / contextStep) * contextStep || tokens;
}

/** What a GPU needs where the engine needs least. */
function leastLines({ budget, room }: EngineGroup, context: number): readonly EstimateLine[] {
  const { lines, uncertainBytes, cache } = budget;
  const kv: EstimateLine = {
    what: 'kv',
    bytes: room.leastBytesFor(context),
    exact: cache === 'blocks',
    why: 'what one conversation of that length keeps on each GPU',
  };
  const least = lines.map((line) =>
    line.what === 'compute' ? { ...line, bytes: line.bytes - uncertainBytes } : line,
  );
  return [...least, kv].filter(({ bytes }) => bytes > 0);
}

function sumOf(lines: readonly EstimateLine[]): { readonly usedBytes: number } {
  return { usedBytes: Math.ceil(lines.reduce((sum, { bytes }) => sum + bytes, 0)) };
}

/** Of each GPU that is used, in the order of the engine. */
function placesOf<Place>(
  { asked, groups }: Ground,
  of: (group: EngineGroup) => Place,
): (Place & { id: string; limitBytes: number })[] {
  const { tensor } = asked.sizes;
  const all = groups.flatMap((group) => Array.from({ length: tensor }, () => group));
  return all.map((group, index) => ({
    ...of(group),
    id: `CUDA${index}`,
    limitBytes: group.budget.limitBytes,
  }));
}
