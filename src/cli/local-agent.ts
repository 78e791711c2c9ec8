import type { LocalAgent } from '../actions/metal-status.ts';
import type { AgentClient } from '../host/agent-client.ts';
import { findAgent } from '../host/reach-agent.ts';
import { isAnythingToDo, openSession, ownFolders } from './open-machine.ts';

/** The agent of this user. */
export function localAgent(): LocalAgent {
  const folders = ownFolders();
  const session = openSession(folders, () => {});
  const running = async <T>(ask: (agent: AgentClient) => Promise<T>): Promise<T | undefined> => {
    const found = await findAgent(folders);
    if (found.kind !== 'running') return undefined;
    try {
      return await ask(found.client);
    } finally {
      await found.client.close();
    }
  };
  return {
    log: folders.agentLog,
    info: async () => await running((agent) => agent.info()),
    absence: async () => {
      if ((await findAgent(folders)).kind === 'stopped') return 'Stopped';
      return (await isAnythingToDo(folders)) ? 'Missing' : 'Absent';
    },
    stop: async () => {
      // What an agent that has died left running is taken over first, and then ended.
      const stopped = await session.ask(async (agent) => {
        await agent.stop();
        return true;
      });
      await session.close();
      return stopped ?? false;
    },
  };
}
