import { causes } from '../core/observe/causes.ts';
import type { Finding } from '../core/observe/finding.ts';
import type { Standing } from '../core/observe/standing.ts';
import type { Verdict } from '../core/observe/verdict.ts';
import type { TargetAddress } from '../core/target.ts';
import { formatDuration } from '../core/text/duration.ts';
import type { ErrorFacts } from '../errors/llmkube-error.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { interruption } from './interruption.ts';
import type { ObserveOptions } from './observe-options.ts';
import type { Ports } from './ports.ts';
import { kubectlHint, targetFlag } from './target-words.ts';

export interface NotReady {
  readonly verdict: Exclude<Verdict, { kind: 'ready' }>;
  readonly standing: Standing;
  readonly options: ObserveOptions;
  /** The record still says what was waited for, so no llmkube took the Deployment away. */
  readonly isOurs: boolean;
}

type Place = Pick<Ports, 'signal' | 'target'>;

/** The error of a rollout that was waited for and did not become ready. */
export function rolloutError(release: string, ended: NotReady, place: Place): LlmkubeError {
  const { verdict } = ended;
  const where = { release, address: place.target.address };
  switch (verdict.kind) {
    case 'failed':
      return failed(where, verdict.finding);
    case 'unseen':
      return unseen(where, verdict.why);
    case 'gone':
      return gone(where, ended.isOurs);
    case 'pending':
      return place.signal.aborted ? interrupted(where, place.signal) : timedOut(where, ended);
  }
}

interface Where {
  readonly release: string;
  readonly address: TargetAddress;
}

function failed({ release, address }: Where, { cause, lastLines = [] }: Finding): LlmkubeError {
  const { code, message, pod, container, object } = cause;
  const { error, remedy } = causes[code];
  const isEnded = lastLines.length > 0;
  const part = container === undefined ? '' : `container ${container} of `;
  const subject = pod === undefined ? '' : `${part}pod ${pod}: `;
  const facts: ErrorFacts = {
    release,
    cause: code,
    ...(pod === undefined ? {} : { pod }),
    ...(container === undefined ? {} : { container }),
    ...(object === undefined ? {} : { object }),
    remedy,
    ...(isEnded ? { lastLines } : {}),
  };
  const flag = container === 'server' ? '--previous' : '--init';
  return new LlmkubeError(error, `Cannot bring up \`${release}\`: ${subject}${message}`, {
    facts,
    suggestions: [
      ...(code === 'Paused' ? kubectlHint(address, `rollout resume deployment/${release}`) : []),
      ...(isEnded ? [`llmkube logs ${release} ${targetFlag(address)} ${flag}`] : []),
      `llmkube status ${release} ${targetFlag(address)}`,
      ...kubectlHint(
        address,
        `describe ${pod === undefined ? `deployment/${release}` : `pod/${pod}`}`,
      ),
    ].slice(0, 3),
  });
}

function unseen({ release, address }: Where, why: string): LlmkubeError {
  return new LlmkubeError(
    'FORBIDDEN',
    `Cannot wait for \`${release}\`, which is deployed: ${why}`,
    {
      facts: { release, namespace: address.namespace, verb: 'list', resource: 'deployments' },
      suggestions: ['the same command with --no-wait'],
    },
  );
}

function gone(where: Where, isOurs: boolean): LlmkubeError {
  const { release } = where;
  if (isOurs) {
    return new LlmkubeError(
      'OBJECT_CHANGED',
      `Cannot wait for \`${release}\`: its Deployment was deleted or made again, and not by llmkube`,
      { facts: { release }, suggestions: ['the same command again'] },
    );
  }
  return new LlmkubeError(
    'RELEASE_SUPERSEDED',
    `Cannot wait for \`${release}\`: another command changed or deleted it meanwhile`,
    { facts: { release }, suggestions: lookAgain(where) },
  );
}

function interrupted(where: Where, signal: AbortSignal): LlmkubeError {
  return interruption(signal, `wait for \`${where.release}\``, {
    fact: `it is still deploying ${placeOf(where)}`,
    suggestions: lookAgain(where),
  });
}

function timedOut(where: Where, { standing, options }: NotReady): LlmkubeError {
  const { release } = where;
  const { message, phase, cause } = standing;
  const limit = formatDuration(options.timeoutMilliseconds);
  return new LlmkubeError(
    'TIMED_OUT',
    `Cannot wait longer for \`${release}\`: not ready after ${limit}, ${message}; nothing was undone, it is still deploying ${placeOf(where)}`,
    {
      facts: {
        release,
        ...(phase === undefined ? {} : { phase }),
        ...(cause === undefined ? {} : { cause: cause.code, remedy: causes[cause.code].remedy }),
        ...(cause?.pod === undefined ? {} : { pod: cause.pod }),
      },
      suggestions: lookAgain(where),
    },
  );
}

function placeOf({ address }: Where): string {
  return address.kind === 'machine' ? 'on this machine' : 'in the cluster';
}

function lookAgain({ release, address }: Where): readonly string[] {
  return [
    `llmkube wait ${release} ${targetFlag(address)}`,
    `llmkube status ${release} ${targetFlag(address)}`,
    ...kubectlHint(address, `describe deployment/${release}`),
  ];
}
