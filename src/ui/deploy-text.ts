import type { DeployResult } from '../core/results.ts';
import { proofLines } from './proof-lines.ts';
import { whereText } from './where-text.ts';

/** What `deploy` leaves on the screen. */
export function deployText(result: DeployResult): string {
  if (result.dryRun === true) return dryRunText(result);
  const { release, revision, phase, target } = result;
  const changed = result.changes.some(({ action }) => action !== 'unchanged');
  return [
    '',
    `${release} is ${states[phase]} ${whereText(target)} (revision ${revision}${changed ? '' : ', no changes'})`,
    ...proofLines(result),
  ].join('\n');
}

function dryRunText({ release, changes, target }: DeployResult): string {
  const lines = changes.flatMap(({ action, object, paths, restarts }) => [
    `  ${action.padEnd(9)} ${object}${restarts ? ', which replaces its pods' : ''}`,
    ...paths.map((path) => `              ${path}`),
  ]);
  return [`${release} ${whereText(target)}: nothing was written`, ...lines, ''].join('\n');
}

const states = { Ready: 'ready', Stopped: 'stopped', Unknown: 'applied' } as const;
