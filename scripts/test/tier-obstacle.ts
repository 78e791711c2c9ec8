import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Why this machine cannot start what the tier's tests need, or undefined when it can. */
export async function tierObstacle(root: string, tier: string): Promise<string | undefined> {
  const file = path.join(root, 'test/support/cluster/cluster-obstacle.ts');
  if (!existsSync(file)) return undefined;
  const { clusterObstacle } = (await import(pathToFileURL(file).href)) as {
    clusterObstacle: (tier: string) => Promise<string | undefined>;
  };
  return clusterObstacle(tier);
}
