import { homedir } from 'node:os';
import path from 'node:path';
import type { PartialIntent } from '../core/intent/merge-intent.ts';

/** A model whose files on this machine are named by whole paths, read from that folder. */
export function withAbsolutePaths(model: object, folder: string): PartialIntent {
  const at = (file: unknown) => withAbsolutePath(file, folder);
  const { projector, draft, adapters } = Object(model);
  return {
    ...Object(at(model)),
    ...(projector === undefined ? {} : { projector: at(projector) }),
    ...(draft === undefined ? {} : { draft: at(draft) }),
    ...(Array.isArray(adapters) ? { adapters: adapters.map(at) } : {}),
  };
}

function withAbsolutePath(file: unknown, folder: string): unknown {
  const { source } = Object(file);
  if (typeof source !== 'string' || !/^(\.\.?\/|~)/.test(source)) return file;
  return { ...Object(file), source: path.resolve(folder, source.replace(/^~(?=\/|$)/, homedir())) };
}
