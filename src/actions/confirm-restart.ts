import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Ports } from './ports.ts';
import { describeRequest, type Prepared } from './prepare-plan.ts';

/**
 * Asks before running pods are replaced, once for the same paths. Gives back what was agreed to,
 * for the next plan to compare with.
 */
export async function confirmRestart(
  { request, plan }: Pick<Prepared, 'request' | 'plan'>,
  confirmed: string,
  { confirm }: Pick<Ports, 'confirm'>,
): Promise<string> {
  const change = plan.changes.find(({ restarts, live }) => restarts && replicasOf(live) > 0);
  if (change === undefined) return confirmed;
  const paths = change.paths.join(', ');
  if (paths === confirmed) return confirmed;
  const question = `This replaces the running pods of ${request.release} (${paths}). Go on?`;
  if (await confirm(question)) return paths;
  throw new LlmkubeError(
    'CONFIRMATION_NEEDED',
    `Cannot ${describeRequest(request)}: not confirmed, nothing was changed`,
    { facts: { release: request.release } },
  );
}

function replicasOf(live: unknown): number {
  const spec: unknown =
    typeof live === 'object' && live !== null ? Reflect.get(live, 'spec') : undefined;
  const replicas: unknown =
    typeof spec === 'object' && spec !== null ? Reflect.get(spec, 'replicas') : undefined;
  return typeof replicas === 'number' ? replicas : 1;
}
