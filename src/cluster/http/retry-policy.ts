/** What went wrong with one attempt, as far as trying again depends on it. */
export type Trouble =
  | { readonly kind: 'network'; readonly code: string; readonly isUnsent: boolean }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly message: string;
      readonly retryAfterSeconds: number | undefined;
    };

export interface RetryRule {
  readonly name: string;
  /** How often the request is sent in all, the first time included. */
  readonly attempts: number;
  readonly codes?: readonly string[];
  readonly statuses?: readonly number[];
  readonly message?: RegExp;
  /** True when this trouble proves that nothing was stored, so that even a POST may be repeated. */
  readonly isHarmless: boolean;
  /** Set when a server that never answered before is not worth more than so many attempts. */
  readonly attemptsAtFirstContact?: number;
}

/**
 * The troubles that pass by themselves. Everything else is final: a refusal does not change by
 * being asked twice, and HTTP 500 "failed to create typed patch object" is a fault of ours.
 */
export const retryRules: readonly RetryRule[] = [
  {
    name: 'connection cut',
    codes: ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'],
    attempts: 6,
    isHarmless: false,
  },
  {
    name: 'no connection',
    codes: [
      ...['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT'],
      // A proxy that does not get through to the server.
      ...['UND_ERR_PRX_CONN', 'PROXY_502', 'PROXY_503', 'PROXY_504'],
    ],
    attempts: 12,
    attemptsAtFirstContact: 1,
    isHarmless: true,
  },
  {
    name: 'no name service',
    codes: ['EAI_AGAIN'],
    attempts: 12,
    attemptsAtFirstContact: 2,
    isHarmless: true,
  },
  { name: 'no answer', codes: ['ETIMEDOUT'], attempts: 6, isHarmless: false },
  { name: 'too many requests', statuses: [429], attempts: 12, isHarmless: true },
  {
    name: 'gateway or server not ready',
    statuses: [502, 503, 504],
    attempts: 6,
    isHarmless: false,
  },
  {
    name: 'webhook not ready',
    statuses: [500],
    message: /failed calling webhook/,
    attempts: 2,
    isHarmless: true,
  },
  {
    name: 'store not ready',
    statuses: [500],
    message: /^etcdserver: |could not be completed at this time/,
    attempts: 6,
    isHarmless: false,
  },
  {
    name: 'quota being counted',
    statuses: [409],
    message: /Operation cannot be fulfilled on resourcequotas/,
    attempts: 6,
    isHarmless: true,
  },
];

export interface Progress {
  /** Attempts made so far, at least 1. */
  readonly attempts: number;
  readonly elapsedMilliseconds: number;
  readonly budgetMilliseconds: number;
  /** True when the server has never answered in the life of this connection. */
  readonly isFirstContact: boolean;
  /** True when doing it twice is the same as doing it once. */
  readonly isRepeatable: boolean;
  /** From 0 to 1. */
  readonly random: number;
}

/** Milliseconds to wait before the next attempt, or nothing when this attempt was the last. */
export function nextDelay(trouble: Trouble, progress: Progress): number | undefined {
  const rule = retryRules.find((candidate) => matches(candidate, trouble));
  if (rule === undefined) return undefined;
  const isSafe = progress.isRepeatable || rule.isHarmless || isUnsent(trouble);
  if (!isSafe || progress.attempts >= attemptsAllowed(rule, progress)) return undefined;
  const delay = Math.max(backoff(progress), retryAfter(trouble));
  const isAffordable = progress.elapsedMilliseconds + delay <= progress.budgetMilliseconds;
  return isAffordable ? delay : undefined;
}

function matches(rule: RetryRule, trouble: Trouble): boolean {
  if (trouble.kind === 'network') return rule.codes?.includes(trouble.code) ?? false;
  const hasStatus = rule.statuses?.includes(trouble.status) ?? false;
  return hasStatus && (rule.message?.test(trouble.message) ?? true);
}

function isUnsent(trouble: Trouble): boolean {
  return trouble.kind === 'network' && trouble.isUnsent;
}

function attemptsAllowed(rule: RetryRule, { isFirstContact }: Progress): number {
  return isFirstContact ? (rule.attemptsAtFirstContact ?? rule.attempts) : rule.attempts;
}

// A quarter of a second, doubled each time up to 5 s, and up to half as much again by chance.
function backoff({ attempts, random }: Progress): number {
  return Math.min(250 * 2 ** (attempts - 1), 5_000) * (1 + random / 2);
}

function retryAfter(trouble: Trouble): number {
  return trouble.kind === 'answer' ? (trouble.retryAfterSeconds ?? 0) * 1_000 : 0;
}
