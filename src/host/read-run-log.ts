import path from 'node:path';
import { logNameOf } from '../core/agent-protocol/engine-run.ts';
import { labelKeys } from '../core/marks.ts';
import type { PodObject } from '../core/observe/objects.ts';
import { statusesOf } from '../core/observe/pod-phase.ts';
import type { LogPiece, LogRequest, LogStream } from '../core/target.ts';
import type { AgentSession } from './agent-session.ts';
import type { Folders } from './folders.ts';
import { readLogHead } from './log-head.ts';
import { readLogTail } from './log-tail.ts';
import { streamLogFile } from './stream-log-file.ts';

export interface RunLogs {
  readonly folders: Pick<Folders, 'logs'>;
  readonly session: AgentSession;
  /** Resolves early, without an error, when the signal aborts. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** More than anybody asks for at once. */
const mostBytes = 1024 ** 2;
/** Between two looks at whether a run has ended. */
const lookMilliseconds = 500;

/** The end or the beginning of what a container's run has written; empty when there is none. */
export async function readRunLog(
  logs: RunLogs,
  { pod, container, tailLines, previous = false }: LogRequest,
): Promise<string> {
  const found = await findPod(logs.session, pod);
  const status = found && statusesOf(found).find(({ name }) => name === container);
  const run = previous ? status?.lastState?.terminated?.containerID : status?.containerID;
  const file = found && run && fileOf(logs.folders, found, run);
  if (!file) return '';
  if (tailLines === undefined) return await readLogHead(file, mostBytes);
  return await readLogTail(file, { lines: tailLines, bytes: mostBytes });
}

/** What one run has written and, followed, goes on to write until it has ended. */
export async function* streamRunLog(
  logs: RunLogs,
  { pod, run, follow, tailLines }: LogStream,
  signal: AbortSignal,
): AsyncIterable<readonly LogPiece[]> {
  const found = await findPod(logs.session, pod);
  const file = found && fileOf(logs.folders, found, run);
  if (file === undefined) return;
  const done = new AbortController();
  const over = follow
    ? whenOver(logs, { pod, run }, AbortSignal.any([signal, done.signal]))
    : never;
  try {
    const tail = tailLines === undefined ? {} : { tailLines };
    yield* streamLogFile({ file, ...tail, follow, over, sleep: logs.sleep }, signal);
  } finally {
    done.abort();
  }
}

const never = new AbortController().signal;

async function findPod(session: AgentSession, name: string): Promise<PodObject | undefined> {
  const objects = (await session.objects()) ?? [];
  return objects.find(({ kind, metadata }) => kind === 'Pod' && metadata.name === name);
}

function fileOf({ logs }: RunLogs['folders'], pod: PodObject, run: string): string | undefined {
  const release = pod.metadata.labels?.[labelKeys.release];
  const name = logNameOf(run);
  return release === undefined || name === undefined ? undefined : path.join(logs, release, name);
}

/** Aborts when no container is in that run any more. */
function whenOver(
  { session, sleep }: RunLogs,
  { pod, run }: Pick<LogStream, 'pod' | 'run'>,
  signal: AbortSignal,
): AbortSignal {
  const over = new AbortController();
  const watch = async (): Promise<void> => {
    for (;;) {
      await sleep(lookMilliseconds, signal);
      if (signal.aborted) return;
      const found = await findPod(session, pod);
      const isRunning = found && statusesOf(found).some((status) => runsAs(status, run));
      if (isRunning !== true) return over.abort();
    }
  };
  // An agent that is gone has no run that goes on.
  watch().catch(() => over.abort());
  return over.signal;
}

function runsAs(
  { state, containerID }: ReturnType<typeof statusesOf>[number],
  run: string,
): boolean {
  return state?.running !== undefined && containerID === run;
}
