import { keyOf } from '../core/observe/finding.ts';
import { podPhase } from '../core/observe/pod-phase.ts';
import type { Observation } from '../core/observe/reduce.ts';
import { defaultTolerance } from '../core/observe/tolerance.ts';
import { type Awaited, endsIn, tellableFindings } from '../core/observe/verdict.ts';
import type { Fact } from '../core/target.ts';
import type { Ports } from './ports.ts';

/** A fact, what is known with it, and when that was. */
export interface Learned {
  /** Nothing when only time has passed. */
  readonly fact?: Fact;
  readonly seen: Observation;
  readonly now: number;
}

/**
 * Says what is new in what was learned: each phase of a pod when it begins, and each cause once,
 * however often its state goes to and fro.
 */
export function announcer(awaited: Awaited, emit: Ports['emit']): (learned: Learned) => void {
  const phases = new Map<string, string>();
  const causes = new Set<string>();
  return ({ fact, seen, now }) => {
    if (fact?.kind === 'missing') {
      emit({ type: 'warning', message: `cannot see ${fact.of}: ${fact.why}` });
    }
    if (fact !== undefined) announcePhase(fact, { seen, phases, emit });
    const { tolerance = defaultTolerance } = awaited;
    for (const finding of tellableFindings(seen, awaited, now)) {
      const key = keyOf(finding);
      if (causes.has(key)) continue;
      causes.add(key);
      const end = endsIn(seen, finding, { tolerance, now });
      emit({ type: 'causeSeen', ...finding.cause, ...(end === undefined ? {} : { endsIn: end }) });
    }
  };
}

interface Announcing {
  readonly seen: Observation;
  readonly phases: Map<string, string>;
  readonly emit: Ports['emit'];
}

// What a cause says in words is not said again as the reason of a phase.
function announcePhase(fact: Fact, { seen, phases, emit }: Announcing): void {
  if ((fact.kind !== 'present' && fact.kind !== 'gone') || fact.object.kind !== 'Pod') return;
  const pod = fact.object.metadata.name;
  const { phase, reason } =
    fact.kind === 'gone' ? ({ phase: 'Gone', reason: '' } as const) : podPhase(fact.object);
  if (phases.get(pod) === phase) return;
  phases.set(pod, phase);
  const isExplained = seen.findings.some(({ cause }) => cause.pod === pod);
  emit({ type: 'podPhaseChanged', pod, phase, reason: isExplained ? '' : reason });
}
