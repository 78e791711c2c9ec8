import { connectCluster } from '../cluster/open-cluster.ts';
import { readClusterFacts } from '../cluster/read-cluster-facts.ts';
import type { ClusterProfile } from '../core/profile/cluster-profile.ts';
import { profileOf } from '../core/profile/profile-of.ts';
import type { LlmkubeError } from '../errors/llmkube-error.ts';
import { printable } from '../ui/printable.ts';
import type { TargetFlags } from './flags/target.ts';
import { clusterOptions } from './open-ports.ts';

/** Looks at the cluster that the flags name; what this user may not read is told and left out. */
export async function snapshotCluster(flags: TargetFlags): Promise<ClusterProfile> {
  const { connection } = await connectCluster(await clusterOptions(flags));
  try {
    return profileOf(await readClusterFacts({ connection, onMissing: warn }));
  } finally {
    await connection.close();
  }
}

function warn({ message }: LlmkubeError): void {
  process.stderr.write(`Warning: left out of the profile: ${printable(message)}\n`);
}
