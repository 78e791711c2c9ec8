import type { FieldPath, Problem } from '../document/problem.ts';
import { valueAt } from '../value-at.ts';
import { type CheckedModel, type CheckedService, type Origin, sentenceAt } from './checked.ts';
import type { Facts } from './facts.ts';
import { type Part, type Row, type Rows, tell } from './row.ts';

/** What one of the two documents adds. */
export interface Side {
  readonly placed: readonly { readonly origin: Origin; readonly value: unknown }[];
  readonly notes: readonly Problem[];
  readonly problems: readonly Problem[];
}

export const nothing: Side = { placed: [], notes: [], problems: [] };

interface RowInput {
  readonly checked: CheckedModel | CheckedService;
  readonly facts: Facts;
}

/** Takes every field of a document as its row says. */
export function applyRows(rows: Rows, input: RowInput): readonly Side[] {
  return Object.entries(rows).map(([name, row]) =>
    applyRow(['spec', ...name.split('.')], row, input),
  );
}

function applyRow(path: FieldPath, row: Row, { checked, facts }: RowInput): Side {
  const { source } = checked;
  const given = valueAt(checked.value, path);
  if (given === undefined || given === row.same) return nothing;
  const at = (message: string, inside: FieldPath = []): Problem =>
    sentenceAt(source, [...path, ...inside], message);
  const refused = tell(row.refuse, facts);
  if (refused !== undefined) return { ...nothing, problems: [at(refused)] };
  const dropped = tell(row.drop, facts);
  if (dropped !== undefined) return { ...nothing, notes: [at(`is dropped: ${dropped}`)] };
  const note = tell(row.note, facts);
  return {
    placed: partsOf(row, given, facts).map(({ to, value, from = [] }) => ({
      origin: { to: ['spec', ...to], source, from: [...path, ...from] },
      value,
    })),
    notes: [
      ...(note === undefined ? [] : [at(note)]),
      ...(row.drops?.(facts) ?? []).map((drop) => at(`is dropped: ${drop.message}`, drop.at)),
    ],
    problems: (row.refusals?.(facts) ?? []).map((refusal) => at(refusal.message, refusal.at)),
  };
}

function partsOf({ to, as, parts }: Row, given: unknown, facts: Facts): readonly Part[] {
  if (parts !== undefined) return parts(facts);
  const value = as === undefined ? given : as(facts);
  return to === undefined || value === undefined ? [] : [{ to: to.split('.'), value }];
}
