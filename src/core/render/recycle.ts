import { defined } from '../defined.ts';
import type { Recycle } from '../intent/rollout-schema.ts';
import type { Manifest } from '../manifest.ts';
import { type Component, labelKeys, labelsOf, recycleManager, selectorOf } from '../marks.ts';
import type { Resolved } from '../resolve/resolved.ts';
import { containerSecurityOf } from './container.ts';
import { podSecurityOf } from './pod-security.ts';
import type { RenderInput } from './render.ts';
import { gpuTolerations } from './resources.ts';

const component: Component = 'recycle';

/** For a pod to be placed and to ask once; a node that is full is tried again at the next time. */
const longestSeconds = 300;

/**
 * Asks for new pods as `kubectl rollout restart` does, so that whoever looks finds what he knows.
 * The token comes in by the input of curl, as its words are seen by all processes.
 */
const script = `set -eu
folder=/var/run/secrets/kubernetes.io/serviceaccount
case $KUBERNETES_SERVICE_HOST in
  *:*) host="[$KUBERNETES_SERVICE_HOST]" ;;
  *) host=$KUBERNETES_SERVICE_HOST ;;
esac
namespace="$(cat "$folder/namespace")"
url="https://$host:$KUBERNETES_SERVICE_PORT/apis/apps/v1/namespaces/$namespace/deployments/$LLMKUBE_RELEASE"
now="$(date -u +%Y-%m-%dT%H:%M:%SZ)"
printf 'header = "Authorization: Bearer %s"\\n' "$(cat "$folder/token")" |
  curl --disable --config - --noproxy '*' --cacert "$folder/ca.crt" --silent --show-error --fail \\
    --max-time 30 --output /dev/null --request PATCH \\
    --header 'Content-Type: application/merge-patch+json' \\
    --data "{\\"spec\\":{\\"template\\":{\\"metadata\\":{\\"annotations\\":{\\"kubectl.kubernetes.io/restartedAt\\":\\"$now\\"}}}}}" \\
    "$url?fieldManager=${recycleManager}"
echo "asked for new pods of $namespace/$LLMKUBE_RELEASE"`;

/**
 * Replaces the pods at times of a clock: a CronJob, by an account of the user that may change the
 * Deployment. The rollout goes as the strategy of the release has it.
 */
export function renderRecycler(input: RenderInput): Manifest[] {
  const { release, namespace, resolved } = input;
  const { recycle } = resolved;
  if (recycle === undefined) return [];
  return [
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: {
        name: `${release}-recycle`,
        namespace,
        labels: labelsOf(release, component),
      },
      spec: {
        schedule: recycle.schedule,
        timeZone: recycle.timeZone ?? 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: longestSeconds,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 1,
        jobTemplate: {
          spec: {
            backoffLimit: 2,
            activeDeadlineSeconds: longestSeconds,
            template: renderAsker(input, recycle),
          },
        },
      },
    },
  ];
}

// The label of the release is not on it: its pods are those that serve.
function renderAsker(input: RenderInput, { serviceAccount, image }: Recycle): object {
  const { release, resolved } = input;
  const { [labelKeys.release]: _, ...labels } = labelsOf(release, component);
  return {
    metadata: { labels },
    spec: {
      serviceAccountName: serviceAccount,
      automountServiceAccountToken: true,
      enableServiceLinks: false,
      restartPolicy: 'Never',
      ...placeOf(resolved, release),
      securityContext: podSecurityOf(resolved),
      containers: [renderContainer(input, image)],
    },
  };
}

function renderContainer(
  { release, resolved, runtime }: RenderInput,
  image: string | undefined,
): object {
  return {
    name: component,
    image: image ?? runtime.downloadImage(resolved) ?? resolved.image,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-c', script],
    env: [{ name: 'LLMKUBE_RELEASE', value: release }],
    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '64Mi' } },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: containerSecurityOf(resolved),
  };
}

// Images of engines are large: one is there already where a pod of the release is.
function placeOf(resolved: Resolved, release: string): object {
  const { pod = {} } = resolved;
  const tolerations = [...gpuTolerations(resolved), ...(pod.tolerations ?? [])];
  const beside = {
    labelSelector: { matchLabels: selectorOf(release, 'server') },
    topologyKey: 'kubernetes.io/hostname',
  };
  return defined({
    nodeSelector: pod.nodeSelector,
    affinity: {
      ...defined({ nodeAffinity: pod.affinity?.nodeAffinity }),
      podAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: beside }],
      },
    },
    priorityClassName: pod.priorityClass,
    imagePullSecrets: pod.pullSecrets?.map((name) => ({ name })),
    tolerations: tolerations.length === 0 ? undefined : tolerations,
  });
}
