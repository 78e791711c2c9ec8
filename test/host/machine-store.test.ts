import path from 'node:path';
import type { Manifest } from '../../src/core/manifest.ts';
import { openMachineObjects } from '../../src/host/machine-objects.ts';
import { listMachineReleases, openMachineRecords } from '../../src/host/machine-records.ts';
import { openVersionedFiles } from '../../src/host/versioned-files.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';
import { describeStore, metadataOf, type Store } from '../support/target-contract.ts';

describeStore('the store of a machine', openStore, deploymentOf);

async function openStore(): Promise<Store> {
  const folder = await temporaryFolder();
  const records = openVersionedFiles(path.join(folder, 'records'));
  const desired = openVersionedFiles(path.join(folder, 'desired'));
  const randomId = () => crypto.randomUUID();
  const options = { files: desired, namespace: 'here', now: Date.now, randomId };
  const urlOf = (release: string) => `http://127.0.0.1:11500/${release}`;
  return {
    ...openMachineRecords({ files: records, now: Date.now }),
    ...openMachineObjects(options),
    listReleases: () => listMachineReleases(records, { namespace: 'here', urlOf, deployments: [] }),
  };
}

function deploymentOf(name: string, mark?: 'unmarked'): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(name, mark),
    spec: { replicas: 1, template: { spec: { args: ['--port', '1'] } } },
  };
}
