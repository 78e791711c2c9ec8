import type { Manifest } from '../core/manifest.ts';
import { selectorOf } from '../core/marks.ts';
import type { LogPiece, Target } from '../core/target.ts';
import type { Named } from './check-spelling.ts';

export interface LogsInput extends Named {
  readonly container: string;
  /** The run before the newest one. */
  readonly previous: boolean;
  readonly follow: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
}

/** What one container has written, as it came. */
export interface LogBatch {
  readonly pod: string;
  readonly container: string;
  /** Another pod writes too, or has before. */
  readonly isOneOfSeveral: boolean;
  readonly pieces: readonly LogPiece[];
}

export interface LogPorts {
  readonly target: Target;
  /** Resolves when there is room for more. */
  readonly take: (batch: LogBatch) => Promise<void>;
  readonly warn: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Where else to look when a container has written nothing yet. */
export function hintFor({ release, container, previous }: LogsInput): string {
  if (previous || container !== 'server') return '';
  return `, \`llmkube logs ${release} --init\` shows the download`;
}

/** Whether a pod serves the release; other pods of it are not what people mean. */
export function isServer({ metadata }: Manifest, release: string): boolean {
  return Object.entries(selectorOf(release, 'server')).every(
    ([key, value]) => metadata.labels?.[key] === value,
  );
}
