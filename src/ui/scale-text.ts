import type { ScaleResult } from '../core/results.ts';
import { proofLines } from './proof-lines.ts';
import { whereText } from './where-text.ts';

/** What `scale` leaves on the screen. */
export function scaleText(result: ScaleResult): string {
  const { release, replicas, phase, target } = result;
  const where = whereText(target);
  const pods = replicas === 1 ? '1 pod' : `${replicas} pods`;
  if (phase === 'Stopped') return `${release} is stopped ${where}, the weights stay\n`;
  if (phase === 'Unknown') return `${release} is to have ${pods} ${where}\n`;
  return ['', `${release} is ready with ${pods} ${where}`, ...proofLines(result)].join('\n');
}
