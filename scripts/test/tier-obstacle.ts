import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Why this machine cannot start what the tier's tests need, or undefined when it can. */
export async function tierObstacle(root: string, tier: string): Promise<string | undefined> {
  const file = path.join(root, 'test/support/cluster/cluster-obstacle.ts');
  if (!existsSync(file)) return undefined;
  const { clusterObstacle, lineForRoot } = (await import(pathToFileURL(file).href)) as {
    clusterObstacle: (tier: string) => Promise<string | undefined> | string | undefined;
    lineForRoot?: (command: string) => string | undefined;
  };
  const obstacle = await clusterObstacle(tier);
  const line = obstacle === undefined ? undefined : lineForRoot?.('npm test');
  return line === undefined ? obstacle : `${obstacle}. Run: ${line}`;
}
