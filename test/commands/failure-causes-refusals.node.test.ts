import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { changePods, refusePods } from '../support/cluster/pod-policies.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { expectCause } from '../support/expect-cause.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  const large = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(4 * 1024 * 1024, 7)]);
  await writeFile(join(models.folder, 'large.gguf'), large);
  const corrupt = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(1000, 7)]);
  await writeFile(join(models.folder, 'corrupt.gguf'), corrupt);
  await Promise.all(
    rows.map(async ({ name, prepare }) => {
      await cluster.makeNamespace(name);
      await prepare?.(name);
    }),
  );
});

afterAll(() => models?.close());

interface Row {
  readonly what: string;
  /** Of the namespace and the release. */
  readonly name: string;
  readonly file?: string;
  readonly flags?: readonly string[];
  readonly prepare?: (namespace: string) => Promise<unknown>;
  readonly code: string;
  readonly words: RegExp;
  readonly error?: string;
  readonly exitCode?: number;
}

const timedOut = { error: 'TIMED_OUT', exitCode: 6 };
const patch = (path: string, value: string) =>
  `JSONPatch{op: "replace", path: "/spec/${path}", value: ${value}}`;

const rows: readonly Row[] = [
  {
    what: 'a quota without GPUs',
    name: 'no-gpu-quota',
    flags: ['--gpus', '1'],
    prepare: (namespace) => makeQuota(namespace, { 'requests.nvidia.com/gpu': '0' }),
    code: 'QuotaExceeded',
    words: /its pods are refused: exceeded quota: limits, requested: requests\.nvidia\.com\/gpu=1/,
    error: 'QUOTA_EXCEEDED',
  },
  {
    what: 'a quota that is waited for',
    name: 'awaited-quota',
    flags: ['--wait-for-quota', '--timeout', '5s'],
    prepare: (namespace) => makeQuota(namespace, { pods: '0' }),
    code: 'QuotaExceeded',
    words: /exceeded quota: limits, requested: pods=1/,
    ...timedOut,
  },
  {
    what: 'a PriorityClass that does not exist',
    name: 'no-priority-class',
    flags: ['--priority-class', 'absent'],
    code: 'PriorityClassMissing',
    words: /its pods are refused: no PriorityClass with name absent was found/,
  },
  {
    what: 'an admission policy',
    name: 'no-cost-centre',
    prepare: (namespace) => refusePods(cluster, namespace, 'pods here need a cost centre'),
    code: 'PodRefused',
    words: /its pods are refused: .*denied request: pods here need a cost centre/,
  },
  {
    what: 'a claim without a class',
    name: 'no-class',
    flags: ['--cache', 'claim:weights'],
    prepare: makeClaimWithoutClass,
    code: 'ClaimWithoutClass',
    words: /claim weights gets no volume: the cluster has no default storage class/,
  },
  {
    what: 'a Secret that does not exist',
    name: 'no-secret',
    // One that a release names is looked for before anything is written.
    prepare: (namespace) =>
      changePods(
        cluster,
        namespace,
        `JSONPatch{op: "add", path: "/spec/containers/0/envFrom", value: [Object.spec.containers.envFrom{secretRef: Object.spec.containers.envFrom.secretRef{name: "absent"}}]}`,
      ),
    code: 'ReferenceMissing',
    words: /Secret absent does not exist/,
  },
  {
    what: 'a node that is too small',
    name: 'too-large',
    flags: ['--memory', '4Ti', '--timeout', '5s'],
    code: 'Unschedulable',
    words: /no node has room for it: 0\/1 nodes are available: 1 Insufficient memory/,
    ...timedOut,
  },
  {
    what: 'a node that is too small, when that must not be waited for',
    name: 'too-large-at-once',
    flags: ['--memory', '4Ti', '--fail-on-unschedulable'],
    code: 'Unschedulable',
    words: /no node has room for it: 0\/1 nodes are available: 1 Insufficient memory/,
  },
  {
    what: 'a cache on a file system that is full',
    name: 'full-cache',
    file: 'large.gguf',
    flags: ['--cache', 'none'],
    prepare: (namespace) =>
      changePods(
        cluster,
        namespace,
        patch('volumes/0/emptyDir', '{"medium": "Memory", "sizeLimit": "1Mi"}'),
      ),
    code: 'CacheFull',
    words: /the download fails: .*full/,
  },
  {
    what: 'a file with another sha256',
    name: 'wrong-digest',
    flags: ['--sha256', 'a'.repeat(64)],
    code: 'SourceWrongDigest',
    words: /the download fails: .*sha256/,
  },
  {
    what: 'a model that the engine cannot read',
    name: 'corrupt-model',
    file: 'corrupt.gguf',
    code: 'ModelUnreadable',
    words: /cannot read the model: .*GGUF/,
  },
  {
    what: 'a container that needs more memory than its limit',
    name: 'out-of-memory',
    flags: ['--memory', '64Mi', '--no-memory-check'],
    prepare: (namespace) =>
      changePods(
        cluster,
        namespace,
        `JSONPatch{op: "add", path: "/spec/containers/0/command", value: ["/bin/sh", "-c", "x=$(head -c 200000000 /dev/zero | tr '\\\\0' a)"]}`,
      ),
    code: 'OutOfMemory',
    words: /it was killed because it used more memory than its limit/,
  },
  {
    what: 'a server that does not answer in time',
    name: 'slow-start',
    prepare: (namespace) =>
      changePods(
        cluster,
        namespace,
        `${patch('containers/0/startupProbe/httpGet/path', '"/never"')}, ${patch('containers/0/startupProbe/failureThreshold', '2')}`,
      ),
    code: 'StartupTimeout',
    words: /it was killed because it did not answer in the time it has to load/,
  },
  {
    what: 'a server that never becomes ready',
    name: 'never-ready',
    flags: ['--timeout', '10s'],
    prepare: (namespace) =>
      changePods(cluster, namespace, patch('containers/0/readinessProbe/httpGet/path', '"/never"')),
    code: 'NotReady',
    words: /the engine runs and is not ready: Readiness probe failed: .*404/,
    ...timedOut,
  },
];

// Some have a minute to repair themselves, so they wait side by side.
test.concurrent.each(rows)('$what is told and ends the deploy', async (row) => {
  const { name, file = 'tiny.gguf', flags = [], error = 'ROLLOUT_FAILED', exitCode = 5 } = row;
  const model = ['--source', `${models.url}/${file}`, '--image', SERVER_IMAGE_NAME];
  const { kubeconfig } = cluster;
  const place = { release: 'engine', namespace: name, kubeconfig, flags: [...model, ...flags] };
  const knowing = pollUntil({ what: 'the cluster to know', seconds: 60 }, () => known(row));
  const saying = expectCause({ ...row, ...place, error, exitCode });
  const [knownAt, saidAt] = await Promise.all([knowing, saying]);
  expect(saidAt - knownAt).toBeLessThan(2000);
});

/** Where the cluster has a cause first, in words of its own. */
const signs: Readonly<Record<string, RegExp>> = {
  QuotaExceeded: /"reason":"FailedCreate"/,
  PriorityClassMissing: /"reason":"FailedCreate"/,
  PodRefused: /"reason":"FailedCreate"/,
  ClaimWithoutClass: /"reason":"Unschedulable"/,
  ReferenceMissing: /"reason":"CreateContainerConfigError"/,
  Unschedulable: /"reason":"Unschedulable"/,
  CacheFull: /"reason":"Error"/,
  SourceWrongDigest: /"reason":"Error"/,
  ModelUnreadable: /"reason":"Error"/,
  OutOfMemory: /"reason":"OOMKilled"/,
  StartupTimeout: /"reason":"Killing"/,
  NotReady: /Readiness probe failed/,
};

async function known({ name, code }: Row): Promise<number | undefined> {
  const paths = [`/api/v1/namespaces/${name}/pods`, `/api/v1/namespaces/${name}/events`];
  const lists = await Promise.all(paths.map((path) => cluster.api.ask('GET', path)));
  return signs[code]?.test(JSON.stringify(lists)) ? Date.now() : undefined;
}

async function makeQuota(namespace: string, hard: Record<string, string>): Promise<unknown> {
  const quota = { metadata: { name: 'limits' }, spec: { hard } };
  return cluster.api.ask('POST', `/api/v1/namespaces/${namespace}/resourcequotas`, quota);
}

async function makeClaimWithoutClass(namespace: string): Promise<unknown> {
  const spec = {
    storageClassName: '',
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
  };
  const claim = { metadata: { name: 'weights' }, spec };
  return cluster.api.ask('POST', `/api/v1/namespaces/${namespace}/persistentvolumeclaims`, claim);
}
