import { Flags } from '@oclif/core';
import { defaultObserveOptions, type ObserveOptions } from '../../actions/observe-options.ts';
import type { Stage } from '../../core/events.ts';
import { parseDuration } from '../../core/text/parse-duration.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';

const helpGroup = 'ROLLOUT';

/** How long and how patiently a verb waits. The same family for every verb that does. */
export const rolloutFlags = {
  timeout: Flags.string({
    default: '30m',
    summary: 'wait at most so long, as in 90s or 1h30m, 0 for ever, by default 30m',
    helpGroup,
    helpValue: '<duration>',
  }),
  'max-restarts': Flags.integer({
    default: defaultObserveOptions.maxRestarts,
    min: 0,
    summary: 'restarts of a container before it has failed, by default 3',
    helpGroup,
    helpValue: '<number>',
  }),
  'wait-for-quota': Flags.boolean({
    summary: 'wait until a quota leaves room, by default fail after a minute',
    helpGroup,
  }),
  'fail-on-unschedulable': Flags.string({
    summary: 'fail when no node has room for so long, at once without a duration',
    helpGroup,
    helpValue: '<duration>',
  }),
};

const waitFlags = {
  wait: Flags.boolean({
    char: 'w',
    default: true,
    allowNo: true,
    summary: 'stay until a token has come back, by default on',
    helpGroup,
  }),
};

/** Its own family: only verbs that end with a proof have it. */
export const proofFlags = {
  'require-proof': Flags.boolean({
    summary: 'fail when no token can be asked for, by default say so',
    helpGroup,
  }),
  'allow-cpu': Flags.boolean({
    summary: 'let it serve without the GPUs that were planned, by default fail',
    helpGroup,
  }),
};

/** Of verbs that change something and then stay until it is proven. */
export const stayFlags = { ...waitFlags, ...rolloutFlags, ...proofFlags };

export interface RolloutFlags {
  readonly timeout: string;
  readonly 'max-restarts': number;
  readonly 'wait-for-quota': boolean;
  readonly 'fail-on-unschedulable': string | undefined;
}

/** Reads the family. Throws `USAGE` for a duration without a unit. */
export function observeOptionsOf(flags: RolloutFlags): ObserveOptions {
  const timeout = durationOf('timeout', flags.timeout);
  const room = flags['fail-on-unschedulable'];
  return {
    timeoutMilliseconds: timeout === 0 ? Number.POSITIVE_INFINITY : timeout,
    maxRestarts: flags['max-restarts'],
    waitForQuota: flags['wait-for-quota'],
    unschedulableMilliseconds:
      room === undefined
        ? defaultObserveOptions.unschedulableMilliseconds
        : durationOf('fail-on-unschedulable', room),
  };
}

function durationOf(flag: string, text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  const isBare = /^\d+(\.\d+)?$/.test(text);
  throw new LlmkubeError(
    'USAGE',
    `Cannot use --${flag} \`${text}\`: ${isBare ? 'it has no unit' : 'it is no duration'}`,
    { facts: { flag }, suggestions: [`--${flag}=${isBare ? `${text}s` : '90s'}`] },
  );
}

/** What oclif knows of each flag: only a default leaves its mark. */
type Marks = Readonly<Record<string, { readonly setFromDefault?: boolean } | undefined>>;

export interface StayFlags extends RolloutFlags {
  readonly wait: boolean;
  readonly 'require-proof': boolean;
  readonly 'allow-cpu': boolean;
}

/**
 * Reads the flags of a verb that stays. Throws `USAGE` when one says how to wait and nobody waits:
 * it would have no effect.
 */
export function stayOf(flags: StayFlags, marks: Marks) {
  refuseUnlessWaiting(flags, marks);
  return {
    wait: flags.wait,
    observe: observeOptionsOf(flags),
    requireProof: flags['require-proof'],
    allowCpu: flags['allow-cpu'],
  };
}

/** What such a verb goes through: what it does itself, and then what it stays for. */
export function stagesOf(
  { wait }: Pick<StayFlags, 'wait'>,
  own: readonly Stage[],
): readonly Stage[] {
  return wait ? [...own, 'observe', 'prove'] : own;
}

function refuseUnlessWaiting(flags: StayFlags, marks: Marks): void {
  if (flags.wait) return;
  const values = new Map<string, unknown>(Object.entries(flags));
  const idle = Object.keys({ ...rolloutFlags, ...proofFlags }).find((name) => {
    const value = values.get(name);
    return value !== undefined && value !== false && marks[name]?.setFromDefault !== true;
  });
  if (idle === undefined) return;
  throw new LlmkubeError(
    'USAGE',
    `Cannot use --${idle}: with --no-wait nobody waits, so it has no effect`,
    { facts: { flag: idle }, suggestions: [`the same command without --${idle}`] },
  );
}
