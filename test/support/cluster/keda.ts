import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import type { SharedCluster } from './join-cluster.ts';
import { pollUntil } from './poll-until.ts';

/** The module that has the definition, and what the checksum database of Go has of it. */
const keda = {
  module: 'github.com/kedacore/keda/v2@v2.20.2',
  sum: 'h1:SR60v8uIcelbveS8n/1jcl8tLdBBIbHMxmdOHw8tKqA=',
};

const name = 'scaledobjects.keda.sh';
const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** The published definition, whole: all that KEDA's own API server checks knows is in it. */
async function readDefinition(): Promise<object> {
  // Outside of a module: none of its dependencies are needed.
  const { stdout } = await execa('go', ['mod', 'download', '-json', keda.module], {
    cwd: '/',
    env: { GO111MODULE: 'on', GOFLAGS: '-mod=mod' },
  });
  const { Dir, Sum } = JSON.parse(stdout) as { readonly Dir: string; readonly Sum: string };
  if (Sum !== keda.sum) throw new Error(`${keda.module} is another one: ${Sum}`);
  return parse(await readFile(join(Dir, 'config/crd/bases/keda.sh_scaledobjects.yaml'), 'utf8'));
}

/** Adds the kind to the cluster and waits until its API server takes objects of it. */
export async function addScaledObjects({ api }: SharedCluster): Promise<void> {
  await api.ask('POST', path, await readDefinition());
  const objects = '/apis/keda.sh/v1alpha1/namespaces/default/scaledobjects';
  await pollUntil({ what: 'ScaledObjects', seconds: 30 }, async () => {
    const { status } = await api.request('GET', objects);
    return status === 200;
  });
}

/** Takes the kind and its objects away. */
export async function removeScaledObjects({ api }: SharedCluster): Promise<void> {
  await api.request('DELETE', `${path}/${name}`);
  await pollUntil({ what: 'no ScaledObjects', seconds: 30 }, async () => {
    const { status } = await api.request('GET', `${path}/${name}`);
    return status === 404;
  });
}
