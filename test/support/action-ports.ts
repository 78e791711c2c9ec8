import type { Clock, Ports } from '../../src/actions/ports.ts';
import type { LlmkubeEvent } from '../../src/core/events.ts';
import { headerOfShape } from './fit/model-of-shape.ts';
import { createMemoryTarget, type MemoryTarget } from './memory-target.ts';

export interface TestPorts extends Ports {
  readonly target: MemoryTarget;
  /** Everything that was said, in order. */
  readonly events: LlmkubeEvent[];
  /** What the clock was asked to wait for, in milliseconds. */
  readonly slept: number[];
}

/** Ports over a target in memory and a clock that moves only when somebody waits. */
export function createPorts(changes: Partial<Ports & { target: MemoryTarget }> = {}): TestPorts {
  const events: LlmkubeEvent[] = [];
  const slept: number[] = [];
  return {
    target: createMemoryTarget(),
    readSource: async () => ({ kind: 'reached', facts: { bytes: 1000 } }),
    readHeader: async () => headerOfShape('tiny-llama'),
    openWeights: async () => {
      throw new Error('there is no hub');
    },
    readSafetensors: async () => ({ kind: 'unreachable', fact: 'there is no hub' }),
    clock: waitingClock(slept),
    randomId: () => crypto.randomUUID(),
    emit: (event) => void events.push(event),
    confirm: async () => true,
    signal: new AbortController().signal,
    self: { user: 'ann@here', version: '1.0.0', process: 100, isAlive: () => true },
    events,
    slept,
    ...changes,
  };
}

function waitingClock(slept: number[]): Clock {
  let elapsed = 0;
  const limits: { readonly at: number; readonly controller: AbortController }[] = [];
  return {
    now: () => Date.parse('2026-01-01T00:00:00Z') + elapsed,
    monotonic: () => elapsed,
    sleep: async (milliseconds, signal) => {
      if (signal?.aborted === true) return;
      slept.push(milliseconds);
      elapsed += milliseconds;
      for (const { at, controller } of limits) if (at <= elapsed) controller.abort();
    },
    after: (milliseconds) => {
      const controller = new AbortController();
      limits.push({ at: elapsed + milliseconds, controller });
      return controller.signal;
    },
  };
}
