import type { WaitResult } from '../core/results.ts';
import { proofLines } from './proof-lines.ts';
import { whereText } from './where-text.ts';

/** What `wait` leaves on the screen. */
export function waitText(result: WaitResult): string {
  const { release, revision, target, phase } = result;
  const how = phase === 'Ready' ? 'is ready' : 'is stopped';
  const headline = `${release} ${how} ${whereText(target)} (revision ${revision})`;
  return ['', headline, ...proofLines(result)].join('\n');
}
