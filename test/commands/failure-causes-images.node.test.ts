import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { V1PodList } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { type Registry, startRegistry } from '../support/cluster/registry.ts';
import { expectCause } from '../support/expect-cause.ts';
import { writeOtherPlatformArchive } from '../support/images/other-platform-archive.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const host = 'causes.test';
let models: ServedModels;
let registry: Registry;
let folder: string;

beforeAll(async () => {
  const address = cluster.hostAddress;
  folder = await mkdtemp(join(tmpdir(), 'images-'));
  models = await serveModels(address);
  registry = await startRegistry({ address });
  registry.script('team/private', { status: 401 });
  registry.script('team/busy', { status: 429 });
  const archive = await writeOtherPlatformArchive(folder);
  await registry.push(archive, 'team/other:1', { asIndex: true });
  await cluster.mirrorRegistry(host, registry.url);
  await Promise.all(rows.map(({ release }) => cluster.makeNamespace(`image-${release}`)));
});

afterAll(async () => {
  await registry?.close();
  await models?.close();
  await rm(folder, { recursive: true, force: true });
});

const failed = { exitCode: 5, error: 'ROLLOUT_FAILED', flags: [] };
const pending = { exitCode: 6, error: 'TIMED_OUT', flags: ['--timeout', '15s'] };

const rows = [
  {
    ...failed,
    release: 'private',
    image: `${host}/team/private:1`,
    code: 'ImageUnauthorized',
    words:
      /image causes\.test\/team\/private:1 cannot be pulled, .* does not let the cluster have it/,
  },
  {
    ...failed,
    release: 'absent',
    image: `${host}/team/absent:1`,
    code: 'ImageNotFound',
    words: /image causes\.test\/team\/absent:1 cannot be pulled, the registry does not have it \(/,
  },
  {
    ...failed,
    release: 'other',
    image: `${host}/team/other:1`,
    code: 'ImageWrongPlatform',
    words: /cannot be pulled, it is not built for this platform/,
  },
  {
    ...pending,
    release: 'busy',
    image: `${host}/team/busy:1`,
    code: 'ImageRateLimited',
    words: /cannot be pulled, the registry asks for patience \(.*429 Too Many Requests\)/,
  },
  {
    ...pending,
    release: 'unreachable',
    image: 'nowhere.test/team/engine:1',
    code: 'ImageUnreachable',
    words: /cannot be pulled, the registry cannot be reached/,
  },
];

// A refusal is believed after a minute, so they wait side by side.
test.concurrent.each(rows)('$code is said within 2 s and ends with $exitCode', async (row) => {
  const namespace = `image-${row.release}`;
  const source = `${models.url}/tiny.gguf`;
  const flags = ['--source', source, '--image', row.image, ...row.flags];
  const { kubeconfig } = cluster;
  const knowing = pollUntil({ what: 'the cluster to know', seconds: 60 }, () => known(namespace));
  const saying = expectCause({ ...row, namespace, flags, kubeconfig });
  const [knownAt, saidAt] = await Promise.all([knowing, saying]);
  expect(saidAt - knownAt).toBeLessThan(2000);
});

// When the API server has it that an image cannot be pulled.
async function known(namespace: string): Promise<number | undefined> {
  const { items } = await cluster.api.ask<V1PodList>('GET', `/api/v1/namespaces/${namespace}/pods`);
  const states = items.flatMap(({ status }) => status?.initContainerStatuses ?? []);
  const isKnown = states.some(({ state }) => state?.waiting?.reason === 'ErrImagePull');
  return isKnown ? Date.now() : undefined;
}
