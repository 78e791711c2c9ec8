import { homedir } from 'node:os';
import type { Target } from '../core/target.ts';
import { AgentSession } from '../host/agent-session.ts';
import { readApiKey } from '../host/api-key.ts';
import { checkPortFree } from '../host/check-port-free.ts';
import { readAgent } from '../host/elect-agent.ts';
import { findEngine } from '../host/find-engine.ts';
import { type Folders, foldersOf } from '../host/folders.ts';
import { readDesired } from '../host/machine-objects.ts';
import { createMachineTarget } from '../host/machine-target.ts';
import { readMemory } from '../host/memory.ts';
import { findAgent, type StartReason } from '../host/reach-agent.ts';
import { releasesWithState } from '../host/releases-with-state.ts';
import { retryTakenPort } from '../host/retry-taken-port.ts';
import { checkSocketPaths } from '../host/socket-path.ts';
import { openVersionedFiles } from '../host/versioned-files.ts';
import { elsewhereNotice } from './elsewhere-notice.ts';
import { listenAddress } from './listen-address.ts';
import { needsKey } from './needs-key.ts';
import { self } from './self.ts';
import { systemClock } from './system-clock.ts';

export interface MachineListeners {
  readonly signal?: AbortSignal | undefined;
  /** Hears what was done beside what was asked for. */
  readonly onNotice: (text: string) => void;
}

/** The folders of this user. */
export function ownFolders(): Folders {
  return foldersOf({ environment: process.env, home: homedir(), platform: process.platform });
}

/** Whether anything is to run, or may have been left running. */
export async function isAnythingToDo({
  engines,
  desired,
}: Pick<Folders, 'engines' | 'desired'>): Promise<boolean> {
  if (releasesWithState(engines).length > 0) return true;
  return (await readDesired(openVersionedFiles(desired))).length > 0;
}

/** The way to the agent of this user. */
export function openSession(folders: Folders, onNotice: (text: string) => void): AgentSession {
  return new AgentSession({
    folders,
    program: { file: process.execPath, args: [process.argv[1] ?? ''] },
    environment: process.env,
    version: self().version,
    clock: systemClock,
    isAnythingToDo: async () => await isAnythingToDo(folders),
    onStopped: () =>
      onNotice(
        'the agent of this machine was stopped: the next deploy, wait, restart or scale starts its releases',
      ),
    onStart: (why) => {
      const notice = notices[why];
      if (notice !== undefined) onNotice(notice);
    },
  });
}

const notices: Readonly<Record<StartReason, string | undefined>> = {
  first: undefined,
  rebooted: 'this machine was started anew: its releases are started again',
  died: 'the agent of this machine had ended: a new one looks after its releases',
  older: 'a newer agent takes over the releases of this machine; their engines run on',
};

// The agent has looked at its start, and has made the key if it asks for one.
const openToOthers =
  'other users of this machine can ask its releases without a key: `llmkube metal stop` and the next deploy have one asked for';

/** This machine as a target. */
export async function openMachine({ signal, onNotice }: MachineListeners): Promise<Target> {
  const folders = ownFolders();
  const session = openSession(folders, onNotice);
  const found = await findAgent(folders);
  const wanted = listenAddress(process.env);
  const listener = found.kind === 'running' ? found.entry.listener : wanted;
  if (found.kind === 'running') await found.client.close();
  const isOpen = found.kind === 'running' && (await readApiKey(folders.apiKey)) === undefined;
  const isForOthers = await needsKey(listener);
  if (isOpen && isForOthers) onNotice(openToOthers);
  const elsewhere = elsewhereNotice(process.env, listener);
  if (elsewhere !== undefined) onNotice(elsewhere);
  return createMachineTarget({
    folders,
    session,
    access: { ...listener, keyFile: isForOthers && !isOpen ? folders.apiKey : undefined },
    checks: {
      checkSockets: () => checkSocketPaths(folders),
      findEngine: () => findEngine({ environment: process.env, folders }),
      checkPort: async () => {
        // Another command may have started the agent meanwhile, which then has the port.
        const check = async () => {
          const agent = await readAgent(openVersionedFiles(folders.agent));
          if (agent?.isAlive !== true) await checkPortFree(wanted);
        };
        await retryTakenPort(check, systemClock.sleep);
      },
      freeMemory: async (release) =>
        (await session.ask(
          (agent) => agent.freeMemory(release),
          () => session.findQuietly(),
        )) ?? (await readMemory()).availableBytes,
    },
    clock: systemClock,
    signal,
  });
}
