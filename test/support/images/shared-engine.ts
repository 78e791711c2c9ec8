import { smallChatModel } from '../models/small-chat-model.ts';
import { buildServerImage } from './build-server-image.ts';

/** Has the real engine and the small chat model at hand before the first test; vitest calls it. */
export async function setup(): Promise<void> {
  await buildServerImage();
  await smallChatModel();
}
