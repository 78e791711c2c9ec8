import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { V1ConfigMap } from '@kubernetes/client-node';
import { revisionKey } from '../../src/core/record/encode.ts';
import { readRevision } from '../../src/core/record/revisions.ts';
import type { Bed } from './bed.ts';
import { deploy, release } from './deploy.ts';
import type { Benchmark } from './measure.ts';

/**
 * `deploy` of what stands already, a token from it included, beside kubectl applying the same
 * objects. The release must be deployed.
 */
export async function redeployBenchmark(bed: Bed, runs: number): Promise<Benchmark> {
  const file = path.join(bed.folder, 'objects.json');
  await writeFile(file, JSON.stringify(await appliedObjects(bed)));
  const apply = ['apply', '--server-side', '--field-manager=llmkube', `--filename=${file}`];
  return {
    name: 'deploy again, nothing to change',
    runs,
    baseline: {
      name: 'kubectl apply --server-side',
      run: async () => (await bed.kubectl(...apply)).seconds,
    },
    ours: { name: 'llmkube deploy', run: async () => (await deploy(bed)).seconds },
  };
}

/** What `deploy` applied, as the release's record keeps it. */
async function appliedObjects({ cluster, namespace }: Bed): Promise<object> {
  const record = `/api/v1/namespaces/${namespace}/configmaps/llmkube.${release}`;
  const { binaryData } = await cluster.api.ask<V1ConfigMap>('GET', record);
  const first = readRevision(new Map([[1, binaryData?.[revisionKey(1)] ?? '']]), 1);
  if (first === undefined) throw new Error('The record of the release holds no first revision');
  return { apiVersion: 'v1', kind: 'List', items: first.objects };
}
