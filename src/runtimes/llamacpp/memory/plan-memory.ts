import { defined } from '../../../core/defined.ts';
import type { MemoryPlan, MemoryQuestion } from '../../../core/engine/memory-plan.ts';
import { greatestWhere } from '../../../core/fit/bisect.ts';
import type { ModelFacts } from '../../../core/fit/model-facts.ts';
import type { Resolved } from '../../../core/resolve/resolved.ts';
import {
  type BesideMemory,
  besideFiles,
  bytesOf,
  draftMemory,
  withDraft,
} from './beside-memory.ts';
import { factsOfHead } from './facts-of-head.ts';
import { memoryHardware } from './memory-hardware.ts';
import { type Placed, placeModel } from './place-model.ts';
import { tellPlan, tellTooLarge } from './tell-plan.ts';
import { unknownMemory } from './unknown-memory.ts';

/** How a model lies in the memory of llama-server with what a release asks for. */
export function planMemory(resolved: Resolved, question: MemoryQuestion): MemoryPlan {
  const why = unknownMemory(resolved);
  if (why !== undefined) return { kind: 'unknown', why };
  // What else a file may be is refused where its head is read, or by the engine in its own words.
  const facts = factsOfHead(question.model);
  if (facts === undefined) return { kind: 'unknown', why: 'the file is no model' };
  const draft = question.draft && factsOfHead(question.draft);
  const drafts = resolved.files?.some(({ role }) => role === 'draft') === true;
  if (drafts && draft === undefined) {
    return { kind: 'unknown', why: 'the header of `model.draft` is not known' };
  }
  const { gpuBytes } = question;
  return planBeside({ resolved, facts, gpuBytes, ...defined({ draft }) });
}

interface Ground {
  readonly resolved: Resolved;
  readonly facts: ModelFacts;
  readonly draft?: ModelFacts;
  readonly gpuBytes: readonly number[] | undefined;
}

function planBeside(ground: Ground): MemoryPlan {
  const found = settle(ground);
  switch (found.kind) {
    case 'placed':
      return tellPlan(found.placed, { ...ground, beside: found.beside });
    case 'too large': {
      const { estimate, hardware, beside, largestContext } = found;
      const { draft } = ground;
      const largest = draft === undefined ? largestContext : largestBeside(ground);
      return tellTooLarge(estimate, { hardware, beside, largestContext: largest });
    }
    default:
      return found;
  }
}

type Settled =
  | { readonly kind: 'placed'; readonly placed: Placed; readonly beside: BesideMemory }
  | (Exclude<ReturnType<typeof placeModel>, { readonly kind: 'placed' }> & {
      readonly beside: BesideMemory;
    })
  | Extract<MemoryPlan, { kind: 'unknown' }>;

/** More than any model and its draft have needed to agree. */
const mostRounds = 8;

// A draft lies where the model's shares say, and takes room that the model then lacks: what it
// takes is kept free until it takes no more than that.
function settle({ resolved, facts, draft, gpuBytes }: Ground): Settled {
  const files = besideFiles(resolved);
  let kept = files;
  for (let round = 0; round < mostRounds; round += 1) {
    const hardware = memoryHardware(resolved, gpuBytes, kept);
    const found = placeModel({ resolved, facts, hardware, isKnown: gpuBytes !== undefined });
    if (found.kind !== 'placed' || draft === undefined) return { ...found, beside: kept };
    const { settings } = found.placed;
    const taken = draftMemory({ facts: draft, settings, hardware });
    const beside = withDraft(files, taken, hardware);
    if (isWithin(beside, kept)) {
      const own = memoryHardware(resolved, gpuBytes, beside);
      return { kind: 'placed', placed: { ...found.placed, hardware: own }, beside };
    }
    kept = greaterOf(beside, kept);
  }
  return { kind: 'unknown', why: 'the model and its draft find no places beside each other' };
}

function isWithin(one: BesideMemory, other: BesideMemory): boolean {
  const isLess = one.devices.every((lines, at) => bytesOf(lines) <= bytesOf(other.devices[at]));
  return isLess && bytesOf(one.host) <= bytesOf(other.host);
}

function greaterOf(one: BesideMemory, other: BesideMemory): BesideMemory {
  return {
    devices: one.devices.map((lines, at) => {
      const others = other.devices[at] ?? [];
      return bytesOf(others) > bytesOf(lines) ? others : lines;
    }),
    host: bytesOf(other.host) > bytesOf(one.host) ? other.host : one.host,
  };
}

/** Contexts are tried in steps of so many tokens. */
const contextStep = 256;

/** The longest conversation that fits with a draft, whose own conversations are as long. */
function largestBeside(ground: Ground): number {
  const { resolved } = ground;
  const asked = resolved.contextLength ?? 0;
  const steps = greatestWhere(1, Math.ceil(asked / contextStep) - 1, (count) => {
    const shorter = { ...resolved, contextLength: count * contextStep };
    return settle({ ...ground, resolved: shorter }).kind === 'placed';
  });
  return (steps ?? 0) * contextStep;
}
