import type { PartialIntent } from '../intent/merge-intent.ts';

/**
 * The fields of one kind of object that may be taken from another owner. A number of replicas
 * that was asked for wins over whoever scaled the Deployment; nothing else is ever forced.
 */
export function forcedPathsOf(kind: string, given: PartialIntent): readonly string[] {
  const isAsked = givenReplicas(given) !== undefined;
  return kind === 'Deployment' && isAsked ? ['.spec.replicas'] : [];
}

/** The number of replicas that was asked for this time, if any was. */
export function givenReplicas({ scale }: PartialIntent): unknown {
  return typeof scale === 'object' && scale !== null ? Reflect.get(scale, 'replicas') : undefined;
}
