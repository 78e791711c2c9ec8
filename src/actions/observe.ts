import type { Manifest } from '../core/manifest.ts';
import type { Cause } from '../core/observe/failures.ts';
import type { Awaited, Verdict } from '../core/observe/verdict.ts';
import { formatDuration } from '../core/text/duration.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { awaitVerdict, verdictFromObjects } from './await-verdict.ts';
import { interruption } from './interruption.ts';
import type { ObserveOptions } from './observe-options.ts';
import type { Ports } from './ports.ts';

export interface Observed {
  /** What was applied, as the target gave it back. */
  readonly objects: readonly Manifest[];
  readonly options: ObserveOptions;
}

/**
 * Stays until what was applied is ready, and gives back the number of pods. Throws the cause when
 * it cannot become so.
 */
export async function observe(
  release: string,
  { objects, options }: Observed,
  ports: Ports,
): Promise<number> {
  ports.emit({ type: 'stageStarted', stage: 'observe' });
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  const awaited: Awaited = {
    uid: deployment?.metadata.uid,
    generation: deployment?.metadata.generation ?? 0,
  };
  const verdict = await verdictOn(release, { objects, awaited, options }, ports);
  if (verdict.kind !== 'ready') throw notReady(release, { verdict, options }, ports);
  const pods = verdict.replicas === 1 ? '1 pod' : `${verdict.replicas} pods`;
  ports.emit({ type: 'stageEnded', stage: 'observe', summary: `${pods} ready` });
  return verdict.replicas;
}

// A release that is ready already needs no watch: what the plan read is enough.
async function verdictOn(
  release: string,
  { objects, awaited, options }: Observed & { readonly awaited: Awaited },
  ports: Ports,
): Promise<Verdict> {
  const known = verdictFromObjects(
    objects.map((object) => ({ kind: 'present', object })),
    awaited,
  );
  if (known.kind === 'ready') return known;
  const deadline = ports.clock.monotonic() + options.timeoutMilliseconds;
  return awaitVerdict(release, { ...awaited, deadline }, ports);
}

function notReady(
  release: string,
  { verdict, options }: { verdict: Exclude<Verdict, { kind: 'ready' }>; options: ObserveOptions },
  { signal, target }: Pick<Ports, 'signal' | 'target'>,
): LlmkubeError {
  const { namespace } = target.address;
  if (verdict.kind === 'failed') return rolloutFailed(release, verdict.cause, namespace);
  const suggestions = lookAgain(release, namespace);
  const details = { facts: { release }, suggestions };
  if (verdict.kind === 'unseen') {
    return new LlmkubeError(
      'FORBIDDEN',
      `Cannot wait for \`${release}\`, which is deployed: ${verdict.why}`,
      {
        facts: { release, namespace, verb: 'list', resource: 'deployments' },
        suggestions: ['the same command with --no-wait'],
      },
    );
  }
  if (verdict.kind === 'gone') {
    return new LlmkubeError(
      'RELEASE_SUPERSEDED',
      `Cannot wait for \`${release}\`: its Deployment was deleted or replaced meanwhile`,
      details,
    );
  }
  if (signal.aborted) {
    return interruption(signal, `wait for \`${release}\``, {
      fact: 'it is still deploying in the cluster',
      suggestions,
    });
  }
  return new LlmkubeError(
    'TIMED_OUT',
    `Cannot wait longer for \`${release}\`: not ready after ${formatDuration(options.timeoutMilliseconds)}, it is still deploying in the cluster`,
    details,
  );
}

function rolloutFailed(
  release: string,
  { code, message, pod, container }: Cause,
  namespace: string,
): LlmkubeError {
  const where =
    container === undefined || pod === undefined ? '' : `container ${container} of ${pod}: `;
  return new LlmkubeError('ROLLOUT_FAILED', `Cannot bring up \`${release}\`: ${where}${message}`, {
    facts: {
      release,
      cause: code,
      ...(pod === undefined ? {} : { pod }),
      ...(container === undefined ? {} : { container }),
    },
    suggestions: [
      ...(pod === undefined
        ? []
        : [`kubectl -n ${namespace} logs ${pod} -c ${container ?? 'server'}`]),
      ...lookAgain(release, namespace),
    ],
  });
}

function lookAgain(release: string, namespace: string): readonly string[] {
  return [`llmkube list -n ${namespace}`, `kubectl -n ${namespace} describe deployment/${release}`];
}
