import { homedir } from 'node:os';
import type { Machine } from '../actions/doctor.ts';
import { readAgent } from '../host/elect-agent.ts';
import { findAccelerators } from '../host/find-accelerators.ts';
import { findEngine } from '../host/find-engine.ts';
import { folderRoom } from '../host/folder-room.ts';
import { foldersOf } from '../host/folders.ts';
import { lookAtPort } from '../host/look-at-port.ts';
import { readMemory } from '../host/memory.ts';
import { readPlatform } from '../host/read-platform.ts';
import { checkSocketPaths } from '../host/socket-path.ts';
import { openVersionedFiles } from '../host/versioned-files.ts';
import { listenAddress } from './listen-address.ts';

/** This machine for the doctor. */
export function openDoctor(): Machine {
  const { env, platform } = process;
  const folders = foldersOf({ environment: env, home: homedir(), platform });
  return {
    platform: () => readPlatform({ system: platform, environment: env }),
    engine: () => findEngine({ environment: env, folders }),
    memory: () => readMemory(),
    accelerators: () => findAccelerators(),
    folder: async (which) => {
      if (which === 'state') checkSocketPaths(folders);
      return await folderRoom({ path: folders[which], base: which });
    },
    agent: async () => {
      const found = await readAgent(openVersionedFiles(folders.agent));
      return found?.isAlive === true ? found.entry : undefined;
    },
    port: async () => {
      const { host, port } = listenAddress(env);
      return { port, state: await lookAtPort(host, port) };
    },
  };
}
