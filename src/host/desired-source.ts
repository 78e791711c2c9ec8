import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { DesiredSource } from '../core/agent-protocol/desired-source.ts';
import { readDesired } from './machine-objects.ts';
import { makePrivateFolder } from './make-private-folder.ts';
import type { VersionedFiles } from './versioned-files.ts';

export interface DesiredSourceOptions {
  /** Those of the folder for desired states. */
  readonly files: VersionedFiles;
  /** Resolves early, without an error, when the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Calls back when something in the folder changes; the system's own by default. */
  readonly watchFolder?: (folder: string, onChange: () => void) => Pick<FSWatcher, 'close'>;
}

// The system may have no watches left, and some disks tell nobody about changes.
const rescanMs = 10_000;

/** What should run on this machine, as a folder of its user says. */
export function openDesiredSource(options: DesiredSourceOptions): DesiredSource {
  return {
    list: () => readDesired(options.files),
    changes: (signal) => followChanges(options, signal),
  };
}

async function* followChanges(
  { files, sleep, watchFolder = watchBySystem }: DesiredSourceOptions,
  signal: AbortSignal,
): AsyncGenerator<void> {
  let bell = new AbortController();
  const watches = createWatches(watchFolder, () => bell.abort());
  let seen: string | undefined;
  try {
    while (!signal.aborted) {
      bell = new AbortController();
      const found = await look(files, watches);
      if (found === seen) await sleep(rescanMs, AbortSignal.any([signal, bell.signal]));
      else yield;
      seen = found;
    }
  } finally {
    watches.close();
  }
}

// A folder that cannot be used is news as well: whoever lists it then is told why.
async function look(files: VersionedFiles, watches: Watches): Promise<string> {
  try {
    const top = await makePrivateFolder(files.folder);
    const versions = await files.versions();
    const places = versions.map((version) => path.join(top, path.dirname(version)));
    await watches.keep([top, ...places]);
    return versions.join('\n');
  } catch (error) {
    return String(error);
  }
}

interface Watches {
  /** Watches exactly these folders; a watch that is new counts as a change of what it is on. */
  keep(folders: readonly string[]): Promise<void>;
  close(): void;
}

type WatchFolder = NonNullable<DesiredSourceOptions['watchFolder']>;

function createWatches(watchFolder: WatchFolder, onChange: () => void): Watches {
  // A folder that was made again is another one, and the watch of the first is deaf to it.
  const open = new Map<string, Pick<FSWatcher, 'close'>>();
  return {
    keep: async (folders) => {
      const wanted = new Map<string, string>();
      for (const folder of folders) {
        const { dev, ino, birthtimeMs } = await stat(folder);
        wanted.set(`${dev}-${ino}-${birthtimeMs}`, folder);
      }
      for (const [key, watched] of open) {
        if (wanted.has(key)) continue;
        watched.close();
        open.delete(key);
      }
      for (const [key, folder] of wanted) {
        if (open.has(key)) continue;
        open.set(key, watchFolder(folder, onChange));
        onChange();
      }
    },
    close: () => {
      for (const watched of open.values()) watched.close();
    },
  };
}

function watchBySystem(folder: string, onChange: () => void): Pick<FSWatcher, 'close'> {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    // What a watch can fail with is what the look that follows finds, or the rescan makes up for.
    return watcher.on('error', onChange);
  } catch {
    // No watch is to be had, so the rescan alone tells.
    return { close: () => {} };
  }
}
