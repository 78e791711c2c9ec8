import type { Difference } from './compare.ts';

/** Something that a converted document is deliberately rendered to in another way. */
export interface DeliberateDifference {
  /** As the guide has it. */
  readonly what: string;
  readonly reason: string;
  /** The facts that it is about. */
  readonly facts: RegExp;
  /** What it comes to, of each of them; anything where nothing is said. */
  readonly is?: (difference: Difference) => boolean;
}

const ours = (wanted: string | RegExp) => (difference: Difference) =>
  typeof wanted === 'string'
    ? difference.ours === wanted
    : difference.ours !== undefined && wanted.test(difference.ours);

const onlyTheirs = (difference: Difference) => difference.ours === undefined;
const onlyOurs = (difference: Difference) => difference.theirs === undefined;

/** The smallest of a length for each conversation, which the operator's need not divide by. */
function isRounded({ theirs, ours: length }: Difference): boolean {
  const lost = Number(theirs) - Number(length);
  return lost > 0 && lost < 64;
}

const objects: readonly DeliberateDifference[] = [
  {
    what: 'labels of the operator',
    reason: 'a release has its own, so that both can live in one cluster',
    facts: /^label\.(app$|inference\.llmkube\.dev\/|cli\.llmkube\.dev\/|app\.kubernetes\.io\/)/,
  },
  {
    what: 'the annotation `karpenter.sh/do-not-disrupt` of pods that start',
    reason: 'is not written: it was never taken away again, and kept nodes from being freed',
    facts: /^annotation\.karpenter\.sh\/do-not-disrupt$/,
    is: (difference) => onlyTheirs(difference) && difference.theirs === 'true',
  },
  {
    what: '`strategy` of pods without a GPU',
    reason: 'is `Recreate` with a cache that one node mounts, and else one pod after another',
    facts: /^strategy$/,
    is: ours(/^(Recreate|RollingUpdate)$/),
  },
  {
    what: '`replicas` beside `autoscaling`',
    reason: 'is not written: a number there would fight with the autoscaler',
    facts: /^replicas$/,
    is: onlyTheirs,
  },
  {
    what: '`revisionHistoryLimit` that nobody said',
    reason: 'is 3: the record of a release keeps what can be gone back to',
    facts: /^revisionHistoryLimit$/,
    is: (difference) => onlyOurs(difference) && difference.ours === '3',
  },
  {
    what: 'the priority class `llmkube-normal`',
    reason: 'is not written: a cluster without the chart refuses such pods',
    facts: /^pod\.priorityClassName$/,
    is: (difference) => onlyTheirs(difference) && difference.theirs === 'llmkube-normal',
  },
  {
    what: 'variables and tokens that Kubernetes puts into pods',
    reason: 'an engine needs neither an account nor the addresses of other Services',
    facts: /^pod\.(enableServiceLinks|automountServiceAccountToken|serviceAccountName)$/,
    is: onlyOurs,
  },
  {
    what: 'the time that a pod has to end',
    reason: 'is written, and is the 30 seconds that Kubernetes gives',
    facts: /^pod\.terminationGracePeriodSeconds$/,
    is: ours('30'),
  },
  {
    what: '`rolloutPolicy.waitForIdle`',
    reason: 'is kept by each pod, which ends when it has no request',
    facts: /^(pod\.terminationGracePeriodSeconds$|engine\.lifecycle\.preStop\.exec\.command\.)/,
    is: onlyOurs,
  },
  {
    what: 'the toleration of the nodes with GPUs',
    reason: 'is of the key with any value: taints of other programs than GKE have others',
    facts: /^pod\.tolerations\.0\.(operator|value)$/,
    is: ({ theirs, ours: operator }) =>
      (theirs === 'Equal' && operator === 'Exists') ||
      (theirs === 'present' && operator === undefined),
  },
  {
    what: 'the security of pods',
    reason: 'is that of the level `restricted`, with yours laid over it and not in its place',
    facts: /^(pod|engine)\.securityContext\./,
    is: (difference) => onlyOurs(difference) || difference.theirs === '102',
  },
];

const storage: readonly DeliberateDifference[] = [
  {
    what: 'a Model of another namespace alone',
    reason: 'is taken, and its weights go where the release lives: no pod was ever made of it',
    facts: /^model\.namespace$/,
    is: onlyOurs,
  },
  {
    what: 'the claim of the weights',
    reason: 'is one of the release: programs that download into one claim end each other',
    facts: /^weights\.persistentVolumeClaim\.claimName$/,
    is: ({ theirs = 'llmkube-model-cache', ours: name = '' }) =>
      theirs === 'llmkube-model-cache' && name.endsWith('-cache'),
  },
  {
    what: 'a repository without a file',
    reason: 'goes to a claim as other weights do, and is downloaded, which failed before',
    facts: /^weights\.emptyDir$/,
    is: (difference) => onlyTheirs(difference),
  },
  {
    what: '`ephemeralStorage` of weights that are not kept',
    reason: 'limits the container, and with it the volume in which they lie',
    facts: /^weights\.emptyDir(\.sizeLimit)?$/,
    is: ({ fact, ours: value }) =>
      fact.endsWith('sizeLimit') ? value === undefined : value === '{}',
  },
  {
    what: 'the container that prepares the cache as root',
    reason: 'is not needed: the group of the pod owns the cache',
    facts: /^prepares$/,
    is: onlyTheirs,
  },
  {
    what: '`sha256`',
    reason: 'is checked by the download, which the operator did for files of its own disk alone',
    facts: /^download\.sha256$/,
    is: onlyOurs,
  },
  {
    what: 'files of a hub',
    reason: 'are found by every spelling: `hf://` with a file, pages and bare names failed before',
    facts: /^download\.url$/,
    is: ours(/^https:\/\/huggingface\.co\/[^/]+\/[^/]+\/resolve\//),
  },
  {
    what: '`sourceSecretRef` of a source behind a URL',
    reason: 'is dropped: its keys were shown to no such source',
    facts: /^download\.secret$/,
    is: onlyTheirs,
  },
  {
    what: 'the limit of `memory`',
    reason: 'is as much as is asked for, so that no pod dies of what its neighbours take',
    facts: /^resources\.limits\.memory$/,
    is: onlyOurs,
  },
];

const engine: readonly DeliberateDifference[] = [
  {
    what: 'the image that nobody named',
    reason: 'is of a fixed build for the GPUs that are asked for',
    facts: /^engine\.image$/,
    is: ours(/^ghcr\.io\/ggml-org\/llama\.cpp:server(-[a-z]+)?-b\d+$/),
  },
  {
    what: 'the policy of pulling an image',
    reason: 'is written, so that a tag named `latest` does not restart into another build',
    facts: /^engine\.imagePullPolicy$/,
    is: ours('IfNotPresent'),
  },
  {
    what: '`containerPort`',
    reason: 'is 8080 for all, and the Service finds it by its name also where its own is another',
    facts: /^(port|args --port|service\.targetPort)$/,
    is: ours(/^(8080|http)$/),
  },
  {
    what: '`--model`',
    reason: 'the weights lie elsewhere in the cache',
    facts: /^args --model$/,
    is: ours(/^\/models\/.+\.gguf$/),
  },
  {
    what: '`--alias` and `--log-verbosity 4`',
    reason: 'clients ask for a model by its name, and the log tells what the engine uses',
    facts: /^args --(alias|log-verbosity)$/,
    is: onlyOurs,
  },
  {
    what: '`--n-gpu-layers 99`',
    reason: 'is 999: some models have more than 99 layers',
    facts: /^args --n-gpu-layers$/,
    is: ({ theirs, ours: layers }) => theirs === '99' && layers === '999',
  },
  {
    what: '`--ctx-size` that nobody said',
    reason: 'is 8192, as the length of the training may need more memory than there is',
    facts: /^args --ctx-size$/,
    is: (difference) => onlyOurs(difference) && Number(difference.ours) % 8192 === 0,
  },
  {
    what: 'a `contextSize` that the slots do not divide',
    reason: 'is the next smaller one, and so was what each slot had',
    facts: /^args --ctx-size$/,
    is: isRounded,
  },
  {
    what: '`--cache-ram` of an engine that `extraArgs` make vectors with',
    reason: 'is 0, as with `mode: embedding`: a cache of prompts serves conversations alone',
    facts: /^args --cache-ram$/,
    is: (difference) => onlyOurs(difference) && difference.ours === '0',
  },
  {
    what: 'several `tensorOverrides` or `metadataOverrides`',
    reason: 'are one argument: builds of today take the last alone of one that is repeated',
    facts: /^args --override-(tensor|kv)$/,
    is: ({ theirs, ours: joined }) => theirs?.replaceAll('\n', ',') === joined,
  },
  {
    what: 'the probes',
    reason: 'start every second and wait as long as the weights take to load; yours replace them',
    facts:
      /^probe\.(startup\.(periodSeconds|failureThreshold)|readiness\.periodSeconds|\w+\.httpGet\.scheme)$/,
    is: ({ theirs }) => theirs === undefined || /^(10|180)$/.test(theirs),
  },
  {
    what: 'the variable `HOME`',
    reason: 'is `/tmp`, the one folder that can be written to',
    facts: /^env\.HOME\./,
    is: ours('/tmp'),
  },
];

/** All of them; the guide for those who come from the operator has the same list. */
export const deliberateDifferences = [...objects, ...storage, ...engine];

/** Those that say so of a difference; none where it is not meant to be. */
export function declarationsOf(difference: Difference): readonly DeliberateDifference[] {
  return deliberateDifferences.filter(
    ({ facts, is = () => true }) => facts.test(difference.fact) && is(difference),
  );
}
