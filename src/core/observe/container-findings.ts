import { containerNames } from '../render/container.ts';
import type { CauseCode } from './cause-codes.ts';
import { lastWords, readDownloadWords, readEngineWords } from './ended-words.ts';
import { lastLinesOf } from './last-lines.ts';
import type { ContainerState, ContainerStatus } from './objects.ts';
import { readPullWords } from './pull-words.ts';
import { readReference } from './reference-words.ts';

/** What is wrong with one container, without saying whose it is. */
export interface ContainerFinding {
  readonly code: CauseCode;
  readonly message: string;
  readonly attempts: number;
  readonly object?: string;
  readonly lastLines?: readonly string[];
}

/** What is remembered of the pulls of one container's image. */
export interface PullMemory {
  /** The last words that said why: those of a pause between two pulls may not. */
  readonly words: string;
  readonly attempts: number;
}

export interface ContainerContext {
  readonly image: string;
  readonly pull: PullMemory | undefined;
  /** It runs before the others, and its end without an error is how it should be. */
  readonly isInit: boolean;
}

/** Reads the state of one container. */
export function containerFinding(
  status: ContainerStatus,
  { image, pull, isInit }: ContainerContext,
): ContainerFinding | undefined {
  const { reason = '', message = '' } = status.state?.waiting ?? {};
  if (invalidImage.test(reason)) {
    const message = `image ${image} cannot be used: ${reason}`;
    return { code: 'InvalidImage', message, attempts: 1 };
  }
  if (pullReasons.has(reason)) {
    const words = pull?.words ?? message;
    return { ...readPullWords(image, words), attempts: pull?.attempts ?? 1 };
  }
  if (reason === 'CreateContainerConfigError') return configFinding(message);
  return startFinding(status) ?? endedFinding(status, isInit);
}

const invalidImage = /^(InvalidImageName|ErrImageNeverPull)$/;

/** Reasons of a container whose image is not there (kubelet 1.37, images/types.go). */
export const pullReasons: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

function configFinding(words: string): ContainerFinding | undefined {
  // The node has not read the object yet, which says nothing about whether it is there.
  if (/failed to sync .* cache/.test(words)) return undefined;
  const missing = readReference(words);
  if (missing !== undefined) return { code: 'ReferenceMissing', attempts: 1, ...missing };
  return { code: 'ContainerConfig', message: `it cannot be made: ${words}`, attempts: 1 };
}

// A program that is not in the image ends as a start that failed, before it has run.
function startFinding({ state, lastState, restartCount = 0 }: ContainerStatus) {
  const { reason = '', message = '' } = state?.waiting ?? {};
  const ended = state?.terminated ?? lastState?.terminated;
  const failed = ended?.reason === 'StartError' || ended?.reason === 'ContainerCannotRun';
  if (!/^(CreateContainerError|RunContainerError)$/.test(reason) && !failed) return undefined;
  if (state?.running !== undefined) return undefined;
  const words = lastWords(failed ? (ended.message ?? '') : message);
  const said = `it cannot be started: ${words === '' ? reason : words}`;
  return { code: 'ContainerStart', message: said, attempts: restartCount + 1 } as const;
}

/** After so long a run a container was healthy, and its end is the first one again. */
const healthyMilliseconds = 10 * 60_000;

function endedFinding(status: ContainerStatus, isInit: boolean): ContainerFinding | undefined {
  const { state, lastState, restartCount = 0 } = status;
  if (state?.running !== undefined) return undefined;
  const ended = state?.terminated ?? lastState?.terminated;
  if (ended === undefined) return undefined;
  if (ended.exitCode === 0 && isInit) return undefined;
  const endings = state?.terminated === undefined ? restartCount : restartCount + 1;
  const attempts = ranFor(ended) > healthyMilliseconds ? 1 : endings;
  return { ...readEnding(status.name, ended), attempts, lastLines: lastLinesOf(ended.message) };
}

type Ended = NonNullable<ContainerState['terminated']>;

function readEnding(
  container: string,
  { exitCode, reason, message = '' }: Ended,
): { readonly code: CauseCode; readonly message: string } {
  const said = container === containerNames.downloader ? readDownloadWords(message) : undefined;
  if (said !== undefined) return said;
  // With 143 the counter of a whole pod was read and not this container's end.
  if (reason === 'OOMKilled' && exitCode !== 143) {
    return {
      code: 'OutOfMemory',
      message: 'it was killed because it used more memory than its limit',
    };
  }
  if (exitCode === 0) return { code: 'EndedEarly', message: 'it ends by itself, without an error' };
  const words = lastWords(message);
  return (
    readEngineWords(message) ?? {
      code: 'Crash',
      message: `it ends with exit code ${exitCode}${words === '' ? '' : `: ${words}`}`,
    }
  );
}

function ranFor({ startedAt, finishedAt }: Ended): number {
  const milliseconds = Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '');
  return Number.isNaN(milliseconds) ? 0 : milliseconds;
}
