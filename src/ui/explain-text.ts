import type { FieldExplanation } from '../core/spec/explain-field.ts';

/** What `explain` prints of a field. */
export function explainText(field: FieldExplanation): string {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Type', field.type],
    ['Required', field.isRequired ? 'yes' : undefined],
    ['Default', field.default],
    ['Flag', field.flag],
    ['Kubernetes', field.kubernetes],
    ...field.engines.map(({ runtime, words }) => [`In ${runtime}`, words] as const),
    ['Fields', field.fields.length === 0 ? undefined : field.fields.join(', ')],
  ];
  const told = rows.filter(([, words]) => words !== undefined);
  const width = Math.max(...told.map(([name]) => name.length)) + 2;
  return [
    field.path,
    `  ${field.says}`,
    '',
    ...told.map(([name, words]) => `${name.padEnd(width)}${words}`),
    '',
  ].join('\n');
}
