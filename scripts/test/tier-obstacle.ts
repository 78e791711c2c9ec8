import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Tier } from './tiers.ts';

/** Why this machine cannot start what the tier's tests need, or undefined when it can. */
export async function tierObstacle(
  root: string,
  { name, needs }: Tier,
): Promise<string | undefined> {
  if (needs === 'nothing') return undefined;
  if (needs === 'engine') return engineObstacle();
  const file = path.join(root, 'test/support/cluster/cluster-obstacle.ts');
  if (!existsSync(file)) return undefined;
  const { clusterObstacle, lineForRoot } = (await import(pathToFileURL(file).href)) as {
    clusterObstacle: (tier: string) => Promise<string | undefined> | string | undefined;
    lineForRoot?: (command: string) => string | undefined;
  };
  const obstacle = await clusterObstacle(name);
  const line = obstacle === undefined ? undefined : lineForRoot?.('npm test');
  return line === undefined ? obstacle : `${obstacle}. Run: ${line}`;
}

// The engine is Debian's, unpacked and run through its own dynamic loader.
function engineObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'the engine under test needs Linux';
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const missing = ['apt-get', 'dpkg-deb'].find(
    (tool) => !folders.some((folder) => existsSync(path.join(folder, tool))),
  );
  return missing && `the engine under test is Debian's and there is no \`${missing}\` command`;
}
