import { LlmkubeError } from '../errors/llmkube-error.ts';

/** As many as the intent takes. */
const most = 10_000;

/** Reads the number of `scale`. */
export function parseReplicas(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (count <= most) return count;
  throw new LlmkubeError(
    'USAGE',
    `Cannot scale to \`${text}\`: it is no whole number from 0 to ${most}`,
    { facts: { replicas: text }, suggestions: ['llmkube scale <name> 2'] },
  );
}
