import { s3Recipe } from '../cluster/binary-recipes.ts';
import { buildBinaries } from '../cluster/build-binaries.ts';
import { smallChatModel } from '../models/small-chat-model.ts';
import { buildServerImage } from './build-server-image.ts';

/** Has the real engine, the small chat model and a server of S3 at hand before the first test; vitest calls it. */
export async function setup(): Promise<void> {
  await buildServerImage();
  await smallChatModel();
  await buildBinaries(s3Recipe);
}
