import { readGoldens } from '../../test/support/golden/goldens.ts';
import { type GoldenInput, objectsOf } from '../../test/support/golden/pipeline.ts';
import { readSpec } from '../../test/support/golden/render-golden.ts';

/** Every golden as it is before anything is made of it. */
export const goldenReleases: readonly GoldenInput[] = readGoldens().map(({ spec, place }) =>
  readSpec(spec, place),
);

/** How long it takes from a merged intent to its objects: checked, resolved and rendered. */
export function renderMilliseconds(release: GoldenInput): number {
  const begun = performance.now();
  objectsOf(release);
  return performance.now() - begun;
}
