import { describeCause } from '../../errors/describe-cause.ts';
import type { CauseCode } from './cause-codes.ts';

/** Words of the API server (1.37) about a pod that it does not take. */
const meanings: readonly (readonly [RegExp, CauseCode])[] = [
  [/exceeded quota/, 'QuotaExceeded'],
  [/no PriorityClass with name/, 'PriorityClassMissing'],
  [/violates PodSecurity/, 'PodSecurity'],
  [/service ?account .*not found/i, 'ServiceAccountMissing'],
];

/** What the refusal of a pod comes down to. */
export function readRefusal(words: string): {
  readonly code: CauseCode;
  readonly message: string;
  readonly object?: string;
} {
  const code = meanings.find(([pattern]) => pattern.test(words))?.[1] ?? 'PodRefused';
  const said = describeCause(
    words
      .replace(/^\(combined from similar events\): /, '')
      .replace(/^Error creating: /, '')
      .replace(/^pods "[^"]*" is forbidden: /, ''),
  );
  const object = objectIn(words);
  return {
    code,
    message: `its pods are refused: ${said}`,
    ...(object === undefined ? {} : { object }),
  };
}

function objectIn(words: string): string | undefined {
  const [, quota] = /exceeded quota: ([^,\s]+)/.exec(words) ?? [];
  if (quota !== undefined) return `ResourceQuota ${quota}`;
  const [, priority] = /no PriorityClass with name (\S+)/.exec(words) ?? [];
  if (priority !== undefined) return `PriorityClass ${priority}`;
  const [, policy] = /ValidatingAdmissionPolicy '([^']+)'/.exec(words) ?? [];
  return policy === undefined ? undefined : `ValidatingAdmissionPolicy ${policy}`;
}
