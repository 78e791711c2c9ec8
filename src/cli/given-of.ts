import type { PartialIntent } from '../core/intent/merge-intent.ts';
import { withAbsolutePaths } from './absolute-paths.ts';
import { type NetworkFlags, networkOf } from './flags/network.ts';
import { intentOf, type ReleaseFlags } from './flags/release.ts';
import { overlay } from './parse-set.ts';

/** Everything that a command line says of one release; `engine` is what follows its `--`. */
export async function givenOf(
  flags: ReleaseFlags & NetworkFlags,
  engine: readonly string[] | null | undefined,
): Promise<PartialIntent> {
  const given = overlay({ network: await networkOf(flags) }, intentOf(flags, engine));
  const { model } = given;
  const isBlock = typeof model === 'object' && model !== null && !Array.isArray(model);
  return isBlock ? { ...given, model: withAbsolutePaths(model, process.cwd()) } : given;
}
