import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterRun } from './cluster-run.ts';

/** The file that a component of the run writes its log to. */
export function logFile(run: ClusterRun, component: string): string {
  return join(run.folder, 'logs', `${component}.log`);
}

/** All that a component has logged, empty when it never ran. */
export function readLog(run: ClusterRun, component: string): string {
  const file = logFile(run, component);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** One sentence that a component has ended, with the last lines of its log. */
export function describeEnd(run: ClusterRun, component: string): string {
  const lastLines = readLog(run, component).trimEnd().split('\n').slice(-15);
  return `${component} has ended. The last lines of its log:\n${lastLines.join('\n')}`;
}
