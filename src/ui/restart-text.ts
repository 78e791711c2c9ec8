import type { RestartResult } from '../core/results.ts';
import { proofLines } from './proof-lines.ts';
import { whereText } from './where-text.ts';

/** What `restart` leaves on the screen. */
export function restartText(result: RestartResult): string {
  const { release, phase, target } = result;
  const where = whereText(target);
  if (phase === 'Stopped') return `${release} is stopped ${where}: it has no pods to restart\n`;
  if (phase === 'Unknown') return `${release} is restarting ${where}\n`;
  return ['', `${release} is ready again ${where}`, ...proofLines(result)].join('\n');
}
