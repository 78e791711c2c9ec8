import { goldenReleases, renderMilliseconds } from './golden-releases.ts';

// node scripts/bench/render-once.ts: the milliseconds that its first rendering takes.

const [release] = goldenReleases;
if (release === undefined) throw new Error('there are no goldens');
process.stdout.write(String(renderMilliseconds(release)));
