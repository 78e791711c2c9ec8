import type { MetalStatusResult, MetalStopResult } from '../core/machine/metal-results.ts';
import { formatAge } from '../core/text/duration.ts';

/** What `metal status` shows. */
export function metalStatusText(result: MetalStatusResult, now: number): string {
  const { phase, log, pid, version, startedAt, url, releases } = result;
  if (phase !== 'Running') return `${sayings[phase]}\n`;
  const age = startedAt === undefined ? '' : ` since ${formatAge({ from: startedAt, now })}`;
  return [
    `the agent runs${age} (llmkube ${version}, process ${pid})`,
    `  url       ${url}`,
    `  releases  ${releases}`,
    `  log       ${log}`,
    '',
  ].join('\n');
}

const sayings = {
  Stopped:
    'the agent was stopped: the next deploy, wait, restart, scale or `metal serve --local` starts it',
  Missing:
    'no agent runs, and releases need one: the next command that looks at them, such as ' +
    '`llmkube list --local`, starts it',
  Absent: 'no agent runs: none is needed before the first deploy',
} as const;

/** What `metal stop` leaves on the screen. */
export function metalStopText({ wasRunning }: MetalStopResult): string {
  return wasRunning ? 'the agent and its engines have ended\n' : 'no agent runs\n';
}
