import { Command } from '@oclif/core';
import { documentFlags } from '../../cli/flags/output.ts';
import { clusterFlags } from '../../cli/flags/target.ts';
import { printDocument } from '../../cli/print-document.ts';

export default class ClusterSnapshot extends Command {
  static override summary = 'print what a cluster has that decides what a release becomes there';
  static override description =
    'Prints the version, the devices of the nodes and the storage classes, as YAML unless another ' +
    'form is asked for. `render`, `deploy` and `apply` read it with `--for`. What you may not read is left out.';
  static override examples = [
    '<%= config.bin %> cluster snapshot > profile.yaml',
    '<%= config.bin %> cluster snapshot --context staging --output json',
  ];
  static override flags = { ...clusterFlags, ...documentFlags };

  async run(): Promise<void> {
    const { flags } = await this.parse(ClusterSnapshot);
    const { snapshotCluster } = await import('../../cli/snapshot-cluster.ts');
    const profile = await snapshotCluster({ ...flags, namespace: undefined });
    await printDocument(profile, flags.output ?? 'yaml', String);
  }
}
