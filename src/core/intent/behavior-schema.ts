import * as z from 'zod';

const directions = ['scaleUp', 'scaleDown'];
/** Of HPAScalingRules (autoscaling/v2 of Kubernetes 1.37). */
const rules = ['policies', 'selectPolicy', 'stabilizationWindowSeconds', 'tolerance'];

/** How fast the number of pods may change, as Kubernetes has it: KEDA hands it on unread. */
export const behaviorSchema = z.record(z.string(), z.unknown()).check(({ value, issues }) => {
  const unknown = [
    ...strangersOf(value, directions),
    ...directions.flatMap((name) =>
      strangersOf(value[name], rules).map(({ path, message }) => ({
        path: [name, ...path],
        message,
      })),
    ),
  ];
  issues.push(...unknown.map((one) => ({ ...one, code: 'custom' as const, input: value })));
});

interface Stranger {
  readonly path: string[];
  readonly message: string;
}

function strangersOf(value: unknown, known: readonly string[]): readonly Stranger[] {
  if (value === undefined) return [];
  const names = `\`${known.join('`, `')}\``;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ path: [], message: `is not a mapping of ${names}` }];
  }
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: [key], message: `is none of ${names}` }));
}
