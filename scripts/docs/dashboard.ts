import type { Runtime } from '../../src/core/runtime.ts';

const kinds = ['running', 'waiting', 'tokens'] as const;

/** A dashboard that asks all runtimes for whatever it asked one of them for. */
export function dashboardOf(runtimes: readonly Runtime[], dashboard: string): string {
  const declared = runtimes.flatMap(({ metrics }) => (metrics === undefined ? [] : [metrics]));
  return dashboard.replaceAll(/(?<=__name__=~\\")[^"\\]+/g, (text) => {
    const asked = text.split('|');
    const wanted = kinds.filter((kind) => declared.some((one) => asked.includes(one[kind])));
    return declared.flatMap((one) => wanted.map((kind) => one[kind])).join('|');
  });
}
