import { comparable, type Served } from './comparable.ts';

/** A fact that is not the same; undefined where one side says nothing. */
export interface Difference {
  readonly fact: string;
  readonly theirs: string | undefined;
  readonly ours: string | undefined;
}

/** All that is not the same in what the operator made and in what we make. */
export function compare(theirs: Served, ours: Served): readonly Difference[] {
  const [before, after] = [comparable(theirs), comparable(ours)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((fact) => ({ fact, theirs: before[fact], ours: after[fact] }))
    .filter((difference) => difference.theirs !== difference.ours);
}
