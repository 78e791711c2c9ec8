import path from 'node:path';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** What belongs to this user on this machine; every path is absolute. */
export interface Folders {
  /** Everything that is not in the cache; losing it loses the releases of this machine. */
  readonly state: string;
  readonly records: string;
  readonly desired: string;
  /** Who the one agent is. */
  readonly agent: string;
  /** Sockets: the agent's, and one for each engine. */
  readonly run: string;
  /** What runs, one file for each release. */
  readonly engines: string;
  readonly logs: string;
  readonly agentLog: string;
  /** The file that holds the key of the listener. */
  readonly apiKey: string;
  /** What can be fetched again. */
  readonly cache: string;
  readonly models: string;
  /** Engines that were unpacked here, one folder for each kind. */
  readonly unpackedEngines: string;
}

export interface FolderSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

interface Bases {
  readonly state: readonly string[];
  readonly cache: readonly string[];
}

const xdgBases: Bases = { state: ['.local', 'state'], cache: ['.cache'] };

/** Below the home, where the environment names nothing; what has no row follows XDG. */
const basesByPlatform: Partial<Record<NodeJS.Platform, Bases>> = {
  darwin: { state: ['Library', 'Application Support'], cache: ['Library', 'Caches'] },
};

/** The folders of a user; none of them is made or looked at here. */
export function foldersOf({ environment, home, platform }: FolderSurroundings): Folders {
  const { XDG_STATE_HOME, XDG_CACHE_HOME } = environment;
  const bases = basesByPlatform[platform] ?? xdgBases;
  // XDG has relative paths ignored: they would be another folder wherever a command is run.
  const base = (given: string | undefined, segments: readonly string[]): string =>
    given !== undefined && path.isAbsolute(given) ? given : path.join(home, ...segments);
  const state = path.join(base(XDG_STATE_HOME, bases.state), 'llmkube');
  const cache = path.join(base(XDG_CACHE_HOME, bases.cache), 'llmkube');
  for (const folder of [state, cache]) if (!path.isAbsolute(folder)) throw noHome();
  return {
    state,
    records: path.join(state, 'records'),
    desired: path.join(state, 'desired'),
    agent: path.join(state, 'agent'),
    run: path.join(state, 'run'),
    engines: path.join(state, 'engines'),
    logs: path.join(state, 'logs'),
    agentLog: path.join(state, 'logs', 'agent.log'),
    apiKey: path.join(state, 'api-key'),
    cache,
    models: path.join(cache, 'models'),
    unpackedEngines: path.join(cache, 'engines'),
  };
}

function noHome(): LlmkubeError {
  return new LlmkubeError(
    'FOLDER_UNUSABLE',
    'Cannot tell where the releases of this machine are kept: this user has no home folder',
    {
      suggestions: ['set HOME, or XDG_STATE_HOME and XDG_CACHE_HOME, to absolute paths'],
    },
  );
}
